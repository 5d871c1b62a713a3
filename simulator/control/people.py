"""The control calls about people: what they write, and what they change."""

import asyncio
from collections.abc import Callable, Container, Mapping
from typing import Any

from simulator.messages.replies import Answer, Reply
from simulator.people.habits import CLICKS
from simulator.people.identities import next_number
from simulator.people.phones import digits_of, wa_id_of
from simulator.webhooks import postman
from simulator.webhooks.bodies import encoded
from simulator.world import World

Json = dict[str, Any]


async def inbound(world: World, wanted: Json) -> Json:
    """Let a person write, tap or stop; or post any body, signed. Return the response's status."""
    if "raw" in wanted:
        first = world.delivery.start(encoded(wanted["raw"]), lambda: None)
    else:
        reply = _reply(world, wanted, _answer(wanted))
        if "referral" in wanted:
            source = wanted["referral"]["source_type"]
            now = world.clock.now()
            world.pricing.open_entry_point(reply.phone_number_id, reply.person, source, now)
        first = postman.hear(world, reply)
    return {"status": await first}


async def change_person(world: World, wanted: Json) -> Json:
    """Change a person and send the webhooks about it; return who they are now.

    With `numbers` it only returns who these people are.
    """
    if "numbers" in wanted:
        keys = [_address(world, {"from": number})[0] for number in wanted["numbers"]]
        return {"people": [_shown(world, key) for key in keys]}
    key = _address(world, wanted)[0]
    _set_choices(world, key, wanted)
    heard = [postman.hear(world, _reply(world, wanted, answer)) for answer in _moves(key, wanted)]
    return _shown(world, key) | {"statuses": await asyncio.gather(*heard)}


def _set_choices(world: World, key: str, wanted: Mapping[str, Any]) -> None:
    people = world.people
    if "hide_number" in wanted:
        people.disclosure.hidden[key] = bool(wanted["hide_number"])
    if "username" in wanted:
        people.disclosure.usernames[key] = str(wanted["username"])
    if "standby" in wanted:
        (people.standby.add if wanted["standby"] else people.standby.discard)(key)


def _moves(key: str, wanted: Mapping[str, Any]) -> list[Answer]:
    """Return the changes of identity; a number of `true` is replaced by one of the simulator."""
    moves = []
    if number := wanted.get("change_number"):
        digits = next_number(key) if number is True else digits_of(number)
        if digits is None:
            raise ValueError(f"{number!r} is not a phone number")
        moves.append(Answer("changes_number", digits))
    if wanted.get("change_user_id"):
        moves.append(Answer("changes_user_id"))
    return moves


def _shown(world: World, key: str) -> Json:
    """Return a person as the next webhook would show them, with the number in any case."""
    identity = world.people.identities.get(key)
    number = wa_id_of(identity.number)
    card = world.people.card(key, number, next(iter(world.numbers)), world.clock.now())
    return {
        "person": key,
        "number": number,
        "user_id": card.user_id,
        "username": card.username,
        "hides_number": card.wa_id is None,
        "standby": world.people.is_on_standby(key),
    }


def _address(world: World, wanted: Mapping[str, Any]) -> tuple[str, str | None]:
    """Return the person, and the number that webhooks may show: none for a user id."""
    if "from" not in wanted:
        key = world.people.identities.key_of_user(wanted["user_id"])
        if key is None:
            raise ValueError(f"{wanted['user_id']!r} is a user id of another portfolio")
        return key, None
    digits = digits_of(wanted["from"])
    if digits is None:
        raise ValueError(f"{wanted['from']!r} is not a phone number")
    return world.people.identities.key_of(digits), digits


def _reply(world: World, wanted: Mapping[str, Any], answer: Answer) -> Reply:
    key, wa_id = _address(world, wanted)
    number = wanted.get("phone_number_id") or next(iter(world.numbers))
    if wanted.get("hide_number"):
        wa_id = None
    on_standby = bool(wanted.get("standby"))
    return Reply(number, key, wa_id, answer, wanted.get("context"), on_standby)


def _answer(wanted: Mapping[str, Any]) -> Answer:
    kind = next((kind for kind in ANSWERS if kind in wanted), "text")
    return ANSWERS[kind](wanted)


def _choice(name: str, choices: Container[str]) -> Callable[[Mapping[str, Any]], Answer]:
    def answer(wanted: Mapping[str, Any]) -> Answer:
        if wanted[name] not in choices:
            raise ValueError(f"{name} is one of {choices}")
        return Answer(wanted[name])

    return answer


def _text(wanted: Mapping[str, Any]) -> Answer:
    text = str(wanted["text"])
    if "referral" not in wanted:
        return Answer("text", text)
    content = {"type": "text", "text": {"body": text}, "referral": wanted["referral"]}
    return Answer("text", text, content=content)


#: What a person does, by the key that asks for it.
ANSWERS: dict[str, Callable[[Mapping[str, Any]], Answer]] = {
    "preference": _choice("preference", ("stop", "resume")),
    "button": lambda wanted: Answer(
        "button", wanted["button"]["text"], wanted["button"]["payload"]
    ),
    "click": _choice("click", CLICKS),
    "shares_number": lambda _: Answer("contacts"),
    "message": lambda wanted: Answer("other", content=dict(wanted["message"])),
    "text": _text,
}
