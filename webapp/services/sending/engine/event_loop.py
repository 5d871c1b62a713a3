"""The event loop of a worker: its own thread, and one warm HTTP session."""

import asyncio
import atexit
from collections.abc import Callable, Coroutine
from functools import cached_property
from threading import Thread
from typing import Any, TypeVar

import aiohttp
import uvloop

from webapp.whatsapp.client import open_session

#: Connections kept open; as many as a batch has calls in flight.
MAX_CONNECTIONS = 500

Result = TypeVar("Result")


class EventLoopThread:
    """Runs network calls; created once in each worker process.

    The loop has its own thread, so that late responses are awaited while the worker continues
    with its next job.
    """

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None
        self._background: set[asyncio.Task[None]] = set()

    @cached_property
    def _loop(self) -> asyncio.AbstractEventLoop:
        loop = uvloop.new_event_loop()
        Thread(target=loop.run_forever, name="event-loop", daemon=True).start()
        atexit.register(self._close)
        return loop

    def run(self, work: Callable[[aiohttp.ClientSession], Coroutine[Any, Any, Result]]) -> Result:
        """Run the work with the warm session, and return its result."""
        return self._await(self._with_session(work))

    def continue_in_background(self, rest: Coroutine[Any, Any, None]) -> None:
        """Run the rest of some work after the work has ended. Call it inside the event loop."""
        task = asyncio.create_task(rest)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    def wait_for_background(self) -> None:
        """Wait until all background work has ended."""
        self._await(self._background_ended())

    async def _background_ended(self) -> None:
        await asyncio.gather(*self._background, return_exceptions=True)

    def _await(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        try:
            return future.result()
        except BaseException:  # also RQ's alarm, and a second signal to stop
            future.cancel()
            raise

    async def _with_session(
        self, work: Callable[[aiohttp.ClientSession], Coroutine[Any, Any, Result]]
    ) -> Result:
        if self._session is None:
            self._session = open_session(MAX_CONNECTIONS)
        return await work(self._session)

    def _close(self) -> None:
        if self._session is not None:
            self._await(self._session.close())
        self._loop.call_soon_threadsafe(self._loop.stop)


#: The event loop of this process.
event_loop = EventLoopThread()
