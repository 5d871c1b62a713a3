"""Reading a request's body without blocking other requests, even when it arrives slowly."""

import asyncio
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from granian.rsgi import HTTPProtocol, Scope

#: Larger bodies are held in a file.
MAX_BYTES_IN_MEMORY = 1024 * 1024


class TooLong(Exception):
    """The body is longer than the limit."""


async def read(
    scope: Scope, request: HTTPProtocol, longest: int, within_seconds: float
) -> IO[bytes]:
    """Return the complete body as a file, positioned at its start.

    Raises TooLong only after the whole body has arrived, because the client reads no response
    before then. Raises TimeoutError.
    """
    announced = scope.headers.get("content-length", "")
    async with asyncio.timeout(within_seconds):
        if announced.isdecimal() and int(announced) <= min(longest, MAX_BYTES_IN_MEMORY):
            return BytesIO(await request())
        return await _read_stream(request, longest)


async def _read_stream(request: HTTPProtocol, longest: int) -> IO[bytes]:
    """Return a long body, or one without a stated length."""
    spooled = SpooledTemporaryFile(MAX_BYTES_IN_MEMORY)  # noqa: SIM115 (its reader closes it)
    body = cast(IO[bytes], spooled)
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
