"""The worker's way out: one event loop and one warm session, for as long as the worker lives."""

import asyncio
import atexit
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import aiohttp
import uvloop

from webapp.whatsapp.client import open_session

#: Connections kept open; as many as a pipeline has calls in flight.
CONNECTIONS = 500

Answer = TypeVar("Answer")


class Gateway:
    """Runs what needs the network; made once in each worker process."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)
        self._session: aiohttp.ClientSession | None = None
        atexit.register(self._close)

    def run(self, work: Callable[[aiohttp.ClientSession], Coroutine[Any, Any, Answer]]) -> Answer:
        """Run the work with the warm session, and answer what it answers."""
        return self._runner.run(self._with_session(work))

    async def _with_session(
        self, work: Callable[[aiohttp.ClientSession], Coroutine[Any, Any, Answer]]
    ) -> Answer:
        if self._session is None:
            self._session = open_session(CONNECTIONS)
        return await work(self._session)

    def _close(self) -> None:
        if self._session is not None:
            self._runner.run(self._session.close())
        self._runner.close()


#: This process's way out.
gateway = Gateway()
