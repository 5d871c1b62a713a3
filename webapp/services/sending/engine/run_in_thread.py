"""Work for the database beside the event loop, in which calls go on meanwhile."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")


async def beside(work: Callable[[], Answer]) -> Answer:
    """Do the work in a thread, in this context; whoever is cancelled still waits for its end.

    A session is no place for two at once: await one work before the next begins.
    """
    done = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(done)
    except asyncio.CancelledError:
        await asyncio.wait([done])
        raise
