"""Meta's review of templates: what it decides, when, and the webhooks about it."""

import asyncio
from asyncio import Future
from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

from simulator.templates.book import Template
from simulator.templates.catalogue import USUAL_TTL
from simulator.webhooks.bodies import encoded
from simulator.webhooks.template_bodies import (
    category_body,
    components_body,
    template_status_body,
)
from simulator.world import World

TICK_S = 0.02
LOCKED_S = 30 * 86_400
#: The status after an event; after the others it is the event itself.
STATUS_AFTER = {"REINSTATED": "APPROVED", "UNARCHIVED": "APPROVED", "FLAGGED": "APPROVED"}
EVENTS = frozenset({
    "APPROVED", "REJECTED", "PENDING", "PAUSED", "DISABLED", "IN_APPEAL", "LOCKED",
    "LIMIT_EXCEEDED", "ARCHIVED", *STATUS_AFTER, "PENDING_DELETION", "DELETED",
})  # fmt: skip
NEVER_APPROVED = frozenset({"PENDING", "REJECTED"})


class Decision(NamedTuple):
    """An event of a template, its reason, and keys such as `rejection_info`."""

    event: str
    reason: str = "NONE"
    details: Mapping[str, Any] = {}


async def keep_time(world: World) -> None:
    """Do what is due on the agenda, tick by tick, until cancelled."""
    while True:
        world.catch_up()
        await asyncio.sleep(TICK_S)


def submit(world: World, waba: str, node: dict[str, Any]) -> None:
    """Put a new or edited template into review; the setting decides when it is approved."""
    node = world.books[waba].put({**node, "status": "PENDING", "rejected_reason": "NONE"}).node
    after_s = world.behaviour.review_after_s
    if after_s >= 0:
        world.agenda.put(world.clock.now() + after_s, partial(_approve, world, waba, node))


def _approve(world: World, waba: str, node: dict[str, Any]) -> None:
    """Approve the template, unless it was decided, edited or deleted meanwhile."""
    template = world.books[waba].get(node["id"])
    if template is not None and template.node is node:
        decide(world, waba, template, Decision("APPROVED"))


def decide(world: World, waba: str, template: Template, decision: Decision) -> Future[int]:
    """Change the template's status and send the webhook; return its future response."""
    book, now = world.books[waba], world.clock.now()
    event, reason = decision.event, decision.reason
    rejected = reason if event == "REJECTED" else "NONE"
    status = STATUS_AFTER.get(event, event)
    node = template.node | {"status": status, "rejected_reason": rejected}
    if event == "DELETED":
        book.remove(template)
    else:
        book.put(node)
    body = template_status_body(waba, node, now, event, reason, **decision.details)
    response = _send(world, body)
    if event == "APPROVED":
        world.syncing.start(node["id"], now, world.behaviour.template_sync_s)
        if book.history.take_edited(node["id"]):
            _send(world, components_body(waba, node, now))
    return response


def delete(world: World, waba: str, template: Template, *, whole_name: bool) -> None:
    """Delete a template; the name of one that was approved is locked for 30 days."""
    if template.node["status"] not in NEVER_APPROVED:
        language = None if whole_name else template.node["language"]
        world.books[waba].history.lock(template.name, language, world.clock.now() + LOCKED_S)
    decide(world, waba, template, Decision("DELETED"))


def announce_category(
    world: World, waba: str, template: Template, correct: str, after_s: float
) -> Future[int]:
    """Announce another category, which the template gets after this time; at once for 0."""
    now = world.clock.now()
    if after_s <= 0:
        return _change_category(world, waba, template.node["id"], correct)
    node = world.books[waba].put(template.node | {"correct_category": correct}).node
    action = partial(_change_announced, world, waba, node["id"], correct)
    world.agenda.put(now + after_s, action)
    at = {"category_update_timestamp": int(now + after_s)}
    category = {"new_category": node["category"], "correct_category": correct}
    return _send(world, category_body(waba, node, now, **category, **at))


def _change_announced(world: World, waba: str, template_id: str, correct: str) -> None:
    """Complete the change, unless it was withdrawn or the template deleted meanwhile."""
    template = world.books[waba].get(template_id)
    if template is not None and template.node.get("correct_category") == correct:
        _change_category(world, waba, template_id, correct)


def _change_category(world: World, waba: str, template_id: str, correct: str) -> Future[int]:
    book, now = world.books[waba], world.clock.now()
    template = book.get(template_id)
    assert template is not None  # noqa: S101 (both callers have found it)
    former = template.node["category"]
    categories = {"category": correct, "previous_category": former}
    node = template.node | categories | {"message_send_ttl_seconds": USUAL_TTL}
    node.pop("correct_category", None)
    book.put(node)
    world.syncing.start(template_id, now, world.behaviour.template_sync_s)
    news = {"previous_category": former, "new_category": correct}
    return _send(world, category_body(waba, node, now, **news))


def _send(world: World, body: dict[str, Any]) -> Future[int]:
    return world.delivery.start(encoded(body), lambda: None)
