"""The worker's way out: one event loop and one warm session, for as long as the worker lives."""

import asyncio
import atexit
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp
import uvloop

from webapp.models import Sender
from webapp.services import senders
from webapp.whatsapp.client import CloudApi, Outcome, open_session

#: Calls open at once. 1,000 messages a second at half a second each, over two workers.
CONNECTIONS = 256


class Gateway:
    """Sends groups of messages concurrently; made once in each worker process."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)
        self._session: aiohttp.ClientSession | None = None
        atexit.register(self._close)

    def send(
        self,
        sender: Sender,
        bodies: Sequence[Mapping[str, Any]],
        config: Mapping[str, Any],
        spacing: float,
    ) -> list[Outcome]:
        """Send every body once, `spacing` seconds after the one before; answer all outcomes."""
        return self._runner.run(self._send(sender, bodies, config, spacing))

    def _close(self) -> None:
        if self._session is not None:
            self._runner.run(self._session.close())
        self._runner.close()

    async def _send(
        self,
        sender: Sender,
        bodies: Sequence[Mapping[str, Any]],
        config: Mapping[str, Any],
        spacing: float,
    ) -> list[Outcome]:
        if self._session is None:
            self._session = open_session(CONNECTIONS)
        api, number_id = senders.cloud_api(self._session, sender, config), sender.phone_number_id
        return await asyncio.gather(
            *(_send_later(api, number_id, body, i * spacing) for i, body in enumerate(bodies))
        )


async def _send_later(
    api: CloudApi, number_id: str, body: Mapping[str, Any], delay: float
) -> Outcome:
    await asyncio.sleep(delay)
    return await api.send(number_id, body)


#: This process's way out.
gateway = Gateway()
