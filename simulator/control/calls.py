"""The control calls under /_simulator/: changing settings, and reading what really happened."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from aiohttp import web

from simulator.control.accounts import put_account
from simulator.control.events import send_event
from simulator.control.people import change_person, inbound
from simulator.control.report import report
from simulator.control.templates import change_category, put_template, review_template
from simulator.errors import GraphError
from simulator.graph.call import answer
from simulator.graph.routes import WORLD
from simulator.settings import Number
from simulator.world import World

Json = dict[str, Any]
MOST_ROWS = 100_000
PREFIX = "/_simulator"


async def accepted(world: World, query: Json) -> Json:
    """Return a page of the log; `next` is the `after` of the following page."""
    after, limit = int(query.get("after", 0)), int(query.get("limit", 1_000))
    rows = world.log.page(after, min(limit, MOST_ROWS))
    return {"accepted": [row.as_json() for row in rows], "next": rows[-1].n if rows else after}


async def judge(world: World, query: Json) -> Json:
    """Return the verdict, computed in a thread while other calls continue."""
    zone, grace_s = ZoneInfo(query.get("timezone", "UTC")), float(query.get("grace_s", 0.0))
    rows, signals = list(world.log.rows), list(world.signals)
    verdict = await asyncio.to_thread(report, rows, signals, zone, grace_s)
    busiest = [throughput.most_in_a_second for throughput in world.throughputs.values()]
    return verdict | {
        "receipts": {
            "scheduled": world.receipts_scheduled,
            "delivered_to_webhook": world.receipts_delivered,
            "waiting": len(world.outbox),
        },
        "requests_per_second_max": max(busiest),
    }


async def state(world: World, _: Json) -> Json:
    world.catch_up()
    delivery = world.delivery
    return {
        "accepted": len(world.log),
        "receipts_waiting": len(world.outbox),
        "inflight": delivery.under_way,
        "faults": world.faults,
        "webhook_failures": delivery.failures,
        "webhook_given_up": delivery.given_up,
        "webhook_posts": delivery.answered,
        "webhook_mean_s": delivery.seconds / max(1, delivery.answered),
        "webhook_slowest_s": delivery.slowest_s,
        "now": world.clock.now(),
    }


async def show_settings(world: World, _: Json) -> Json:
    return asdict(world.behaviour)


async def change_settings(world: World, changes: Json) -> Json:
    world.change(changes)
    return asdict(world.behaviour)


async def reset(world: World, wanted: Json) -> Json:
    """Delete everything that happened; with `settings`, the changed settings as well."""
    if wanted.get("settings"):
        world.restore()
    await world.delivery.drop_all()
    world.log.clear()
    world.forget(int(wanted.get("seed", world.settings.seed)))
    return {"seed": world.seed}


async def put_number(world: World, wanted: Json) -> Json:
    """Add a phone number, or change what its node shows."""
    known = world.numbers.get(wanted["id"])
    first = next(iter(world.numbers.values()))
    number = {"waba_id": first.waba_id} | (asdict(known) if known else {}) | wanted
    world.add_number(Number(**number))
    return asdict(world.numbers[wanted["id"]])


CALLS: dict[tuple[str, str], Callable[[World, Json], Awaitable[Json]]] = {
    ("GET", "/accepted"): accepted,
    ("GET", "/report"): judge,
    ("GET", "/state"): state,
    ("GET", "/settings"): show_settings,
    ("POST", "/settings"): change_settings,
    ("POST", "/reset"): reset,
    ("POST", "/inbound"): inbound,
    ("POST", "/people"): change_person,
    ("POST", "/events"): send_event,
    ("POST", "/templates"): put_template,
    ("POST", "/reviews"): review_template,
    ("POST", "/categories"): change_category,
    ("POST", "/numbers"): put_number,
    ("POST", "/accounts"): put_account,
}


def routes() -> list[web.RouteDef]:
    return [web.route(method, PREFIX + path, _view(call)) for (method, path), call in CALLS.items()]


def _view(
    call: Callable[[World, Json], Awaitable[Json]],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def view(request: web.Request) -> web.Response:
        try:
            raw = await request.read()
            wanted = dict(request.query) | (orjson.loads(raw) if raw else {})
            return answer(await call(request.app[WORLD], wanted))
        except (KeyError, TypeError, ValueError, GraphError) as error:
            return answer({"error": f"{type(error).__name__}: {error}"}, 400)

    return view
