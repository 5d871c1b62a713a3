"""A simulator within the test, with a webhook that listens to it, and a clock to jump with."""

import asyncio
import json
import os
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from typing import Any, NamedTuple

import pytest
from aiohttp import ClientConnectionError, web
from aiohttp.test_utils import TestClient, TestServer

from simulator.app import create
from simulator.settings import DEFAULT_NUMBER, Number, Settings

NOON = 1_790_000_000.0
TOKEN = {"Authorization": "Bearer simulator-token"}


class Answer(NamedTuple):
    status: int
    body: Any
    headers: Any

    @property
    def code(self) -> int:
        """Return the Graph's error code."""
        return self.body["error"]["code"]

    @property
    def wamid(self) -> str:
        return self.body["messages"][0]["id"]


class Webhook:
    """The webhooks that the simulator sent, in order of arrival."""

    def __init__(self) -> None:
        self.posts: list[tuple[str, bytes]] = []
        self.answers: list[int] = []

    async def take(self, request: web.Request) -> web.Response:
        self.posts.append((request.headers["X-Hub-Signature-256"], await request.read()))
        return web.Response(status=self.answers.pop(0) if self.answers else 200)

    @property
    def changes(self) -> list[dict[str, Any]]:
        return [json.loads(body)["entry"][0]["changes"][0] for _, body in self.posts]

    @property
    def values(self) -> list[dict[str, Any]]:
        return [change["value"] for change in self.changes]

    @property
    def receipts(self) -> list[dict[str, Any]]:
        return [status for value in self.values for status in value.get("statuses", [])]

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [message for value in self.values for message in value.get("messages", [])]


class StandIn:
    """A client of the simulator: one call, one response."""

    def __init__(self, runner: asyncio.Runner, clock_file: str) -> None:
        self._runner, self._clock_file = runner, clock_file
        self._stack = AsyncExitStack()
        self.webhook = Webhook()
        self.now = NOON

    def start(self, **settings: Any) -> None:
        self._write_clock()
        self._runner.run(self._start(settings))

    def stop(self) -> None:
        self._runner.run(self._stack.aclose())

    async def _start(self, settings: dict[str, Any]) -> None:
        hook = web.Application()
        hook.router.add_post("/hook", self.webhook.take)
        listening = await self._stack.enter_async_context(TestServer(hook))
        wanted = {"webhook_url": str(listening.make_url("/hook")), "clock_file": self._clock_file}
        app = create(Settings(**wanted | settings))
        self._client = await self._stack.enter_async_context(TestClient(TestServer(app)))

    def call(self, method: str, path: str, *, headers: Any = TOKEN, **more: Any) -> Answer:
        return self._runner.run(self._call(method, path, headers, more))

    async def _call(self, method: str, path: str, headers: Any, more: dict[str, Any]) -> Answer:
        async with self._client.request(method, path, headers=headers, **more) as response:
            raw = await response.read()
            is_json = response.content_type == "application/json"
            return Answer(response.status, json.loads(raw) if is_json else raw, response.headers)

    def get(self, path: str, **query: Any) -> Answer:
        return self.call("GET", path, params=query)

    def control(self, path: str, **body: Any) -> Any:
        """Make a control call: with a body it changes, without it reads; return the response."""
        method = "POST" if body or path == "reset" else "GET"
        return self.call(method, f"/_simulator/{path}", json=body or None).body

    def send(
        self, to: str = "+573001112233", *, edge: str = "messages",
        number: str = DEFAULT_NUMBER, **more: Any,
    ) -> Answer:  # fmt: skip
        return self.call("POST", f"/v25.0/{number}/{edge}", json=a_message(to, **more))

    def send_and_lose(self, **more: Any) -> None:
        """Send, and close the connection when no response arrives."""
        with pytest.raises((ClientConnectionError, TimeoutError)):
            self.call("POST", f"/{DEFAULT_NUMBER}/messages", json=a_message(**more), timeout=0.3)

    def accepted(self) -> list[dict[str, Any]]:
        return self.control("accepted")["accepted"]

    def jump(self, seconds: float) -> None:
        self.now += seconds
        self._write_clock()

    def settle(self, *, jump: float = 3_600.0) -> None:
        """Let time pass, and wait until all due webhooks were sent."""
        self.jump(jump)
        self._runner.run(self._quiet())

    def rest(self, seconds: float) -> None:
        """Let the simulator work this long in real time, while its clock is stopped."""
        self._runner.run(asyncio.sleep(seconds))

    async def _quiet(self) -> None:
        while True:
            state = (await self._call("GET", "/_simulator/state", {}, {})).body
            if not state["receipts_waiting"] and not state["inflight"]:
                return
            await asyncio.sleep(0.01)

    def _write_clock(self) -> None:
        with open(f"{self._clock_file}.new", "w") as file:
            json.dump({"virtual": self.now, "real": 0, "speed": 0}, file)
        os.replace(f"{self._clock_file}.new", self._clock_file)


def a_message(
    to: str = "+573001112233", *, template: str = "weekend_sale", language: str = "en_US",
    components: Any = (), **more: Any,
) -> dict[str, Any]:  # fmt: skip
    return {
        "messaging_product": "whatsapp",
        "to": to,
        "type": "template",
        "template": {
            "name": template,
            "language": {"code": language},
            "components": list(components),
        },
    } | more


@pytest.fixture
def start(tmp_path: Any) -> Iterator[Callable[..., StandIn]]:
    """Start a simulator with other settings."""
    with asyncio.Runner() as runner:
        started: list[StandIn] = []

        def begin(**settings: Any) -> StandIn:
            api = StandIn(runner, str(tmp_path / "clock"))
            started.append(api)
            api.start(**settings)
            return api

        yield begin
        for api in started:
            api.stop()


@pytest.fixture
def api(start: Callable[..., StandIn]) -> StandIn:
    return start()


@pytest.fixture
def two_numbers() -> list[Number]:
    return [
        Number("1001", "2001", display_phone_number="+57 601 5550101"),
        Number("1002", "2002", display_phone_number="+57 601 5550102"),
    ]
