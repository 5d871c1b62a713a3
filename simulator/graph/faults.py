"""Faults: calls that do not end in a proper response."""

import asyncio
from collections.abc import Callable
from random import Random

from aiohttp import web

from simulator.behaviour import Behaviour
from simulator.errors import GraphError
from simulator.people.population import chosen

BEFORE = ("429", "429_unknown", "5xx", "non_json", "reset_before")
AFTER = ("reset_after_accept", "timeout_after_accept")
#: The setting of each fault.
RATES = {name: f"rate_{name}" for name in (*BEFORE, *AFTER)}


def drawn(chance: Random, behaviour: Behaviour) -> str | None:
    """Return the fault that this call meets, if any."""
    return chosen(chance.random(), RATES, lambda name: float(getattr(behaviour, RATES[name])))


def instead(fault: str, request: web.Request) -> web.Response:
    """Return the response of a call that is not processed."""
    return INSTEAD[fault](request)


async def after_accepting(fault: str, request: web.Request) -> web.Response:
    """Drop the response of an accepted message: hang up, or stay silent."""
    while fault == "timeout_after_accept" and request.transport is not None:
        await asyncio.sleep(0.1)
    return _hang_up(request)


async def take_time(chance: Random, behaviour: Behaviour) -> None:
    if behaviour.latency_ms > 0:
        slowness = chance.lognormvariate(0.0, behaviour.latency_spread)
        await asyncio.sleep(behaviour.latency_ms / 1000 * slowness)


def _too_many(_: web.Request) -> web.Response:
    raise GraphError(130429, "Rate limit hit.")


def _too_many_unknown(_: web.Request) -> web.Response:
    return web.json_response({"error": {"message": "Please slow down."}}, status=429)


def _server_error(_: web.Request) -> web.Response:
    raise GraphError(131016, "Service temporarily unavailable.")


def _not_json(_: web.Request) -> web.Response:
    page = "<html><body><h1>502 Bad Gateway</h1></body></html>"
    return web.Response(status=502, text=page, content_type="text/html")


def _hang_up(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


INSTEAD: dict[str, Callable[[web.Request], web.Response]] = {
    "429": _too_many,
    "429_unknown": _too_many_unknown,
    "5xx": _server_error,
    "non_json": _not_json,
    "reset_before": _hang_up,
}
