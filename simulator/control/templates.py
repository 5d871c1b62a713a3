"""The control calls that play Meta's part in the life of message templates."""

from typing import Any

from simulator.graph.review import EVENTS, Decision, announce_category, decide
from simulator.graph.templates import new_node
from simulator.templates.book import Template
from simulator.templates.rules.check import CATEGORIES
from simulator.webhooks.bodies import encoded
from simulator.webhooks.template_bodies import template_status_body
from simulator.world import World

Json = dict[str, Any]
TEMPLATE_FIELDS = frozenset({
    "status", "category", "components", "parameter_format", "quality_score", "rejected_reason",
    "message_send_ttl_seconds", "optimization_spec",
})  # fmt: skip
DETAILS = frozenset({"rejection_info", "disable_info", "other_info"})
NOTICE_S = 86_400.0


async def put_template(world: World, wanted: Json) -> Json:
    """Add or change a template, found by name and language; send a webhook about it if asked."""
    waba = _waba(world, wanted)
    book = world.books[waba]
    former = book.named(wanted["name"], wanted["language"])
    changes = {key: wanted[key] for key in wanted.keys() & TEMPLATE_FIELDS}
    if former is not None:
        node = book.put({**former.node, **changes}).node
    else:
        node = book.put(new_node(world.new_template_id(), wanted, "APPROVED") | changes).node
    if "syncing_s" in wanted:
        world.syncing.start(node["id"], world.clock.now(), float(wanted["syncing_s"]))
    if not wanted.get("notify"):
        return {"template": node}
    reason = wanted.get("reason", "NONE")
    body = template_status_body(waba, node, world.clock.now(), node["status"], reason)
    first = world.delivery.start(encoded(body), lambda: None)
    return {"template": node, "status": await first}


async def review_template(world: World, wanted: Json) -> Json:
    """Approve, reject, pause, ... a template, with the webhook. Return its node."""
    template, event = _template(world, wanted), wanted["event"]
    if event not in EVENTS:
        raise ValueError(f"event is one of {sorted(EVENTS)}")
    details = {key: wanted[key] for key in wanted.keys() & DETAILS}
    decision = Decision(event, wanted.get("reason", "NONE"), details)
    waba = _waba(world, wanted)
    status = await decide(world, waba, template, decision)
    left = world.books[waba].get(template.node["id"])
    return {"template": left.node if left else None, "status": status}


async def change_category(world: World, wanted: Json) -> Json:
    """Announce another category of a template, which it gets after `after_s` seconds."""
    template, correct = _template(world, wanted), wanted["correct_category"]
    if correct not in CATEGORIES:
        raise ValueError(f"correct_category is one of {sorted(CATEGORIES)}")
    waba, after_s = _waba(world, wanted), float(wanted.get("after_s", NOTICE_S))
    status = await announce_category(world, waba, template, correct, after_s)
    changed = world.books[waba].get(template.node["id"])
    return {"template": changed.node if changed else None, "status": status}


def _waba(world: World, wanted: Json) -> str:
    return str(wanted.get("waba_id") or next(iter(world.books)))


def _template(world: World, wanted: Json) -> Template:
    template = world.books[_waba(world, wanted)].named(wanted["name"], wanted["language"])
    if template is None:
        raise ValueError(f"there is no template {wanted['name']!r} in {wanted['language']!r}")
    return template
