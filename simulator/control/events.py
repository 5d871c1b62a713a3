"""The control call that sends an event of the platform, and lets it be true here as well."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from simulator.people.phones import digits_of
from simulator.webhooks.about import About
from simulator.webhooks.bodies import encoded
from simulator.webhooks.events import event_body
from simulator.world import World

Json = dict[str, Any]

#: The events of templates that have a control call of their own.
ELSEWHERE = {
    "message_template_status_update": "/reviews",
    "template_category_update": "/categories",
}


async def send_event(world: World, wanted: Json) -> Json:
    """Send an event of any field, and change what it is about; return the webhook's status."""
    field, value = wanted["field"], dict(wanted.get("value", {}))
    if field in ELSEWHERE:
        raise ValueError(f"{field} is sent by {ELSEWHERE[field]}")
    about = _about(world, wanted)
    body = event_body(field, about, value)
    if field in EFFECTS:
        EFFECTS[field](world, about, body["entry"][0]["changes"][0]["value"])
    return {"body": body, "status": await world.delivery.start(encoded(body), lambda: None)}


def _about(world: World, wanted: Mapping[str, Any]) -> About:
    number = world.numbers[wanted.get("phone_number_id") or next(iter(world.numbers))]
    if "waba_id" in wanted:
        number = next(one for one in world.numbers.values() if one.waba_id == wanted["waba_id"])
    about = About(number, world.clock.now(), world.behaviour.messaging_limit)
    if "template" in wanted:
        name, language = wanted["template"]["name"], wanted["template"]["language"]
        template = world.books[number.waba_id].named(name, language)
        if template is None:
            raise ValueError(f"there is no template {name} in {language}")
        about = about._replace(node=template.node)
    if "from" in wanted:
        about = about._replace(wa_id=digits_of(wanted["from"]) or "")
    return about


def _template_quality(world: World, about: About, value: Json) -> None:
    score = {"score": value["new_quality_score"], "date": int(about.at)}
    world.books[about.number.waba_id].put({**about.node, "quality_score": score})


def _capability(world: World, about: About, value: Json) -> None:
    limit = value["max_daily_conversations_per_business"]
    if isinstance(limit, int):
        world.change({"messaging_limit": limit})


def _number_quality(world: World, about: About, value: Json) -> None:
    if value["event"] == "THROUGHPUT_UPGRADE":
        world.change({"messages_per_second": 1_000})


def _number_name(world: World, about: About, value: Json) -> None:
    if value["decision"] == "APPROVED":
        name = value["requested_verified_name"]
        world.numbers[about.number.id] = replace(about.number, verified_name=name)


def _handover(world: World, about: About, value: Json) -> None:
    """Put the person on standby, unless the thread comes to us: marketing."""
    key = world.people.identities.key_of(about.wa_id)
    is_ours = value[value["type"]].get("new_owner_role") == "marketing"
    (world.people.standby.discard if is_ours else world.people.standby.add)(key)


#: What becomes true with an event; the others change nothing.
EFFECTS: dict[str, Callable[[World, About, Json], None]] = {
    "message_template_quality_update": _template_quality,
    "business_capability_update": _capability,
    "phone_number_quality_update": _number_quality,
    "phone_number_name_update": _number_name,
    "messaging_handovers": _handover,
}
