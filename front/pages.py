"""The pages: a WSGI application that runs in its own threads."""

import asyncio
import logging
from collections.abc import Awaitable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any
from wsgiref.types import WSGIApplication

from granian.rsgi import HTTPProtocol, ProtocolClosed, Scope

from front.environment import environment

log = logging.getLogger(__name__)

#: Requests that one process handles at once. Each holds a connection to the database for a while.
THREADS = 4
#: A longer response (an export, for example) is streamed.
MAX_UNSTREAMED_BYTES = 256 * 1024
#: A download ends when the client accepts nothing for this long.
SEND_TIMEOUT_SECONDS = 60


class Pages:
    """Responds to requests whose bodies have been read."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app
        self._threads = ThreadPoolExecutor(THREADS, "page")

    async def respond(
        self, scope: Scope, request: HTTPProtocol, body: IO[bytes], length: int
    ) -> None:
        """Respond to a request from one of the threads."""
        loop = asyncio.get_running_loop()
        response = Response(request, loop)
        environ = environment(scope, body, length)
        try:
            await loop.run_in_executor(self._threads, self._run, environ, response)
        except (ProtocolClosed, TimeoutError):
            log.info("%s %s: the client has gone", scope.method, scope.path)
        except Exception:
            log.exception("%s %s", scope.method, scope.path)
            if not response.has_begun:
                request.response_str(500, [("content-type", "text/plain")], "Something failed.")

    def _run(self, environ: dict[str, Any], response: "Response") -> None:
        chunks = self._app(environ, response.begin)
        try:
            response.send(iter(chunks))
        finally:
            if close := getattr(chunks, "close", None):
                close()


class Response:
    """One response, sent from a thread to a client that may be slow."""

    def __init__(self, request: HTTPProtocol, loop: asyncio.AbstractEventLoop) -> None:
        self._request, self._loop = request, loop
        self._status, self._headers = 200, list[tuple[str, str]]()
        self.has_begun = False

    def begin(self, status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Any:
        """Store status and headers, as WSGI requires; nothing is sent yet."""
        self._status, self._headers = int(status.split(" ", 1)[0]), headers

    def send(self, chunks: Iterator[bytes]) -> None:
        """Send a short response at once, and a long one piece by piece as it is produced."""
        first, size = [], 0
        for chunk in chunks:
            first.append(chunk)
            size += len(chunk)
            if size > MAX_UNSTREAMED_BYTES:
                break
        self.has_begun = True
        if size <= MAX_UNSTREAMED_BYTES:
            self._request.response_bytes(self._status, self._headers, b"".join(first))
            return
        stream = self._request.response_stream(self._status, self._headers)
        self._await(stream.send_bytes(b"".join(first)))
        for chunk in chunks:
            self._await(stream.send_bytes(chunk))

    def _await(self, sending: Awaitable[None]) -> None:
        future = asyncio.run_coroutine_threadsafe(_coroutine(sending), self._loop)
        future.result(SEND_TIMEOUT_SECONDS)


async def _coroutine(sending: Awaitable[None]) -> None:
    """Await granian's awaitable: another thread can only pass a coroutine to the loop."""
    await sending
