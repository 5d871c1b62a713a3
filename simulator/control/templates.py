"""The control calls that change message templates without asking anybody."""

from typing import Any

from simulator.graph.templates import new_node
from simulator.webhooks.bodies import encoded, template_status_body
from simulator.world import World

Json = dict[str, Any]
TEMPLATE_FIELDS = frozenset({
    "status", "category", "components", "parameter_format", "quality_score", "rejected_reason",
    "message_send_ttl_seconds", "optimization_spec",
})  # fmt: skip


async def put_template(world: World, wanted: Json) -> Json:
    """Add or change a template, found by name and language; send a webhook about it if asked."""
    waba = wanted.get("waba_id") or next(iter(world.books))
    book = world.books[waba]
    former = book.named(wanted["name"], wanted["language"])
    changes = {key: wanted[key] for key in wanted.keys() & TEMPLATE_FIELDS}
    if former is not None:
        node = book.put({**former.node, **changes}).node
    else:
        fresh = new_node(world.new_template_id(), wanted, wanted.get("status", "APPROVED"))
        node = book.put(fresh | changes).node
    if "syncing_s" in wanted:
        world.syncing.start(node["id"], world.clock.now(), float(wanted["syncing_s"]))
    if not wanted.get("notify"):
        return {"template": node}
    body = template_status_body(waba, node, world.clock.now(), wanted.get("reason", "NONE"))
    first = world.delivery.start(encoded(body), lambda: None)
    return {"template": node, "status": await first}
