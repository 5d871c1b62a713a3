"""The pages: a WSGI application, answered by threads of its own."""

import asyncio
import logging
from collections.abc import Awaitable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any
from wsgiref.types import WSGIApplication

from granian.rsgi import HTTPProtocol, ProtocolClosed, Scope

from front.environment import environment

log = logging.getLogger(__name__)

#: Pages answered at once by one process. Each holds a connection to the database for a while.
THREADS = 4
#: A longer answer (an export, say) is sent while it is being made.
IN_ONE = 256 * 1024  # bytes
#: A client that takes nothing of its download for so long is left.
PATIENCE_SECONDS = 60


class Pages:
    """Answers requests whose bodies have come wholly."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app
        self._threads = ThreadPoolExecutor(THREADS, "page")

    async def answer(
        self, scope: Scope, request: HTTPProtocol, body: IO[bytes], length: int
    ) -> None:
        """Answer a request from one of the threads."""
        loop = asyncio.get_running_loop()
        answer = Answer(request, loop)
        environ = environment(scope, body, length)
        try:
            await loop.run_in_executor(self._threads, self._tell, environ, answer)
        except (ProtocolClosed, TimeoutError):
            log.info("%s %s: nobody waits for the answer any more", scope.method, scope.path)
        except Exception:
            log.exception("%s %s", scope.method, scope.path)
            if not answer.has_begun:
                request.response_str(500, [("content-type", "text/plain")], "Something failed.")

    def _tell(self, environ: dict[str, Any], answer: "Answer") -> None:
        told = self._app(environ, answer.begin)
        try:
            answer.send(iter(told))
        finally:
            if close := getattr(told, "close", None):
                close()


class Answer:
    """One answer on its way, from a thread, to a client who may be slow."""

    def __init__(self, request: HTTPProtocol, loop: asyncio.AbstractEventLoop) -> None:
        self._request, self._loop = request, loop
        self._status, self._headers = 200, list[tuple[str, str]]()
        self.has_begun = False

    def begin(self, status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Any:
        """Note status and headers, as WSGI has it; nothing is sent yet."""
        self._status, self._headers = int(status.split(" ", 1)[0]), headers

    def send(self, chunks: Iterator[bytes]) -> None:
        """Send a short answer in one, and a long one chunk by chunk, as it is made."""
        first, size = [], 0
        for chunk in chunks:
            first.append(chunk)
            size += len(chunk)
            if size > IN_ONE:
                break
        self.has_begun = True
        if size <= IN_ONE:
            self._request.response_bytes(self._status, self._headers, b"".join(first))
            return
        stream = self._request.response_stream(self._status, self._headers)
        self._await(stream.send_bytes(b"".join(first)))
        for chunk in chunks:
            self._await(stream.send_bytes(chunk))

    def _await(self, sending: Awaitable[None]) -> None:
        asyncio.run_coroutine_threadsafe(_whole(sending), self._loop).result(PATIENCE_SECONDS)


async def _whole(sending: Awaitable[None]) -> None:
    """Make a coroutine, which is what another thread may hand to a loop, of granian's awaitable."""
    await sending
