"""A Cloud API of a few lines, for responses that the simulator does not give."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from threading import Event, Thread
from typing import Any

import orjson
from aiohttp import web


@dataclass(frozen=True)
class Call:
    """One call that the server received."""

    method: str
    path: str
    query: dict[str, str]
    body: dict[str, Any]
    at: float = field(default_factory=time.monotonic)

    @property
    def edge(self) -> str:
        return self.path.rpartition("/")[2]


Respond = Callable[[Call], web.Response]

_wamids = count(1)


def accepted(**more: Any) -> web.Response:
    """Return the response to a message that is accepted."""
    message = {"id": f"wamid.small{next(_wamids)}", "message_status": "accepted"}
    answer = {"messaging_product": "whatsapp", "contacts": [], "messages": [message | more]}
    return web.json_response(answer)


def refused(code: int, status: int = 400, headers: Any = None, **more: Any) -> web.Response:
    """Return a refusal as Graph writes it."""
    error = {"message": f"(#{code}) No", "type": "OAuthException", "code": code} | more
    return web.json_response({"error": error}, status=status, headers=headers)


@contextmanager
def serving(respond: Respond) -> Iterator[tuple[str, list[Call]]]:
    """Serve in a thread; yields the address, and the calls so far."""
    calls: list[Call] = []

    async def handle(request: web.Request) -> web.Response:
        body = await request.read()
        parsed = orjson.loads(body) if body else {}
        call = Call(request.method, request.path, dict(request.query), parsed)
        calls.append(call)
        return respond(call)

    async def serve() -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handle)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        address.append(f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}")
        is_up.set()
        await ended.wait()
        await runner.cleanup()

    address: list[str] = []
    is_up, loop = Event(), asyncio.new_event_loop()
    ended = asyncio.Event()
    thread = Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
    thread.start()
    assert is_up.wait(10)
    try:
        yield address[0], calls
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(10)
        loop.close()
