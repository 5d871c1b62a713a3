"""Reading a request's body, however slowly it comes, while nobody else waits for it."""

import asyncio
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from granian.rsgi import HTTPProtocol, Scope

#: Up to so many bytes are held in memory, and more in a file.
IN_MEMORY = 1024 * 1024


class TooLong(Exception):
    """The body is longer than anything that we take."""


async def read(
    scope: Scope, request: HTTPProtocol, longest: int, within_seconds: float
) -> IO[bytes]:
    """Read a body wholly, and answer it from its beginning.

    Raises TooLong once all of it has come, or the client would not listen to the answer; and
    TimeoutError.
    """
    announced = scope.headers.get("content-length", "")
    async with asyncio.timeout(within_seconds):
        if announced.isdecimal() and int(announced) <= min(longest, IN_MEMORY):
            return BytesIO(await request())
        return await _read_on(request, longest)


async def _read_on(request: HTTPProtocol, longest: int) -> IO[bytes]:
    """Read a long body, or one that does not say how long it is."""
    body = cast(IO[bytes], SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115 (its reader closes it)
    size = 0
    async for chunk in request:
        size += len(chunk)
        if size <= longest:
            body.write(chunk)
    if size > longest:
        body.close()
        raise TooLong
    body.seek(0)
    return body
