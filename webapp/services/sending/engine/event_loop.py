"""The worker's way out: one event loop and one warm session, for as long as the worker lives."""

import asyncio
import atexit
from collections.abc import Callable, Coroutine
from functools import cached_property
from threading import Thread
from typing import Any, TypeVar

import aiohttp
import uvloop

from webapp.whatsapp.client import open_session

#: Connections kept open; as many as a pipeline has calls in flight.
CONNECTIONS = 500

Answer = TypeVar("Answer")


class Gateway:
    """Runs what needs the network; made once in each worker process.

    The loop has a thread of its own, so that calls whose answers are late are awaited while the
    worker goes on with its next job.
    """

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None
        self._kept: set[asyncio.Task[None]] = set()

    @cached_property
    def _loop(self) -> asyncio.AbstractEventLoop:
        loop = uvloop.new_event_loop()
        Thread(target=loop.run_forever, name="gateway", daemon=True).start()
        atexit.register(self._close)
        return loop

    def run(self, work: Callable[[aiohttp.ClientSession], Coroutine[Any, Any, Answer]]) -> Answer:
        """Run the work with the warm session, and answer what it answers."""
        return self._await(self._with_session(work))

    def keep(self, rest: Coroutine[Any, Any, None]) -> None:
        """Go on with the rest of some work after the work has ended; call it from within."""
        task = asyncio.create_task(rest)
        self._kept.add(task)
        task.add_done_callback(self._kept.discard)

    def settle(self) -> None:
        """Wait until all that was kept has ended."""
        self._await(self._settled())

    async def _settled(self) -> None:
        await asyncio.gather(*self._kept, return_exceptions=True)

    def _await(self, coroutine: Coroutine[Any, Any, Answer]) -> Answer:
        future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        try:
            return future.result()
        except BaseException:  # also RQ's alarm, and a second order to stop
            future.cancel()
            raise

    async def _with_session(
        self, work: Callable[[aiohttp.ClientSession], Coroutine[Any, Any, Answer]]
    ) -> Answer:
        if self._session is None:
            self._session = open_session(CONNECTIONS)
        return await work(self._session)

    def _close(self) -> None:
        if self._session is not None:
            self._await(self._session.close())
        self._loop.call_soon_threadsafe(self._loop.stop)


#: This process's way out.
gateway = Gateway()
