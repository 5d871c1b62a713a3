"""The bodies of what people do: messages, taps, preferences, changes of number, clicks."""

from collections.abc import Callable
from typing import NamedTuple
from zlib import crc32

from simulator.messages.replies import Answer, Reply
from simulator.people.disclosure import Card
from simulator.people.habits import CLICKS, MOVES
from simulator.people.phones import digits_of
from simulator.settings import Number
from simulator.webhooks.bodies import Json, contact_of, messages_body, present, user_ids


class Occasion(NamedTuple):
    """What a person did, when, and who they were before and after it."""

    reply: Reply
    before: Card
    card: Card
    wamid: str
    at: float


def reply_body(number: Number, occasion: Occasion) -> Json:
    """Return what a person wrote, tapped, chose about offers, changed or opened."""
    kind = occasion.reply.answer.kind
    if kind in {"stop", "resume"}:
        return messages_body(number, _preferences(occasion), field="user_preferences")
    if kind in CLICKS:
        return messages_body(number, {"user_actions": [_click(occasion)]})
    value: Json = {"messages": [_message(number, occasion)]}
    if kind not in MOVES:
        value = {"contacts": [contact_of(occasion.card)]} | value
    return messages_body(number, value, on_standby=occasion.reply.on_standby)


def _preferences(occasion: Occasion) -> Json:
    card, choice = occasion.card, occasion.reply.answer.kind
    preference = {
        **present("wa_id", card.wa_id),
        **user_ids(card),
        "category": "marketing_messages",
        "value": choice,
        "detail": f"User requested to {choice} marketing messages",
        "timestamp": int(occasion.at),
    }
    return {"contacts": [contact_of(card)], "user_preferences": [preference]}


def _message(number: Number, occasion: Occasion) -> Json:
    reply, sender = occasion.reply, occasion.before
    is_nameless = reply.answer.kind == "changes_user_id"
    message: Json = {
        **({} if is_nameless else present("from", sender.wa_id)),
        **({} if reply.answer.kind in MOVES else user_ids(sender, "from_")),
        "id": occasion.wamid,
        "timestamp": str(int(occasion.at)),
    }
    if reply.context is not None and reply.answer.kind not in MOVES:
        ours = digits_of(number.display_phone_number)
        message["context"] = {"from": ours, "id": reply.context}
    if reply.answer.content is not None:
        return {**message, **reply.answer.content}
    return message | CONTENT[reply.answer.kind](occasion)


def _text(occasion: Occasion) -> Json:
    return {"type": "text", "text": {"body": occasion.reply.answer.text}}


def _button(occasion: Occasion) -> Json:
    answer: Answer = occasion.reply.answer
    return {"type": "button", "button": {"payload": answer.payload, "text": answer.text}}


def _shared_number(occasion: Occasion) -> Json:
    digits = occasion.card.wa_id
    phone = {"phone": f"+{digits}", "wa_id": digits, "type": "CELL"}
    return {"type": "contacts", "contacts": [{"origin": "contact_request", "phones": [phone]}]}


def _changed_number(occasion: Occasion) -> Json:
    before, card = occasion.before, occasion.card
    if card.wa_id is None:
        return _changed_user_id(occasion)
    system = {
        "type": "user_changed_number",
        "body": f"{card.name} changed number",
        "wa_id": card.wa_id,
        "user_id": card.user_id,
        "previous_user_id": before.user_id,
    }
    return {"type": "system", "system": system}


def _changed_user_id(occasion: Occasion) -> Json:
    before, card = occasion.before, occasion.card
    system = {
        "type": "user_changed_user_id",
        "body": f"{card.name} changed user id",
        **user_ids(card),
        **user_ids(before, "previous_"),
    }
    return {"type": "system", "system": system}


#: The content of a message by its kind.
CONTENT: dict[str, Callable[[Occasion], Json]] = {
    "text": _text,
    "button": _button,
    "contacts": _shared_number,
    "changes_number": _changed_number,
    "changes_user_id": _changed_user_id,
}


#: Clicks that lack one of their two marks, by a draw of 0 to 7.
MISSING = {0: "click_id", 1: "tracking_token"}


def _click(occasion: Occasion) -> Json:
    """Return a click or a view; both name the same click, and neither names the person."""
    kind = occasion.reply.answer.kind
    mark = (occasion.reply.context or occasion.wamid)[-16:]
    draw = crc32(occasion.reply.person.encode())
    data = {"click_id": f"cl-{mark}", "tracking_token": f"tk-{mark}"}
    data.pop(MISSING.get(draw % 8, ""), None)
    if kind == "landing_page_view":
        action = kind
    else:
        action = "marketing_messages_link_click"
        data = {"click_component": "body" if draw % 3 == 0 else "cta"} | data
    return {
        "action_type": action,
        "timestamp": str(int(occasion.at)),
        "marketing_messages_link_click_data": data,
    }
