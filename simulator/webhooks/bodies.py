"""The bodies of webhooks, in the form and the bytes in which Meta sends them."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from typing import Any

from simulator.behaviour import Behaviour
from simulator.errors import in_webhook
from simulator.messages.fate import Reply
from simulator.messages.receipts import Receipt
from simulator.people.phones import digits_of
from simulator.people.population import Person
from simulator.settings import Number

Json = dict[str, Any]


def encoded(body: Mapping[str, Any]) -> bytes:
    r"""Return the body as Meta writes it: non-ASCII as \u00e9, and / as \/."""
    return json.dumps(body, separators=(",", ":")).replace("/", "\\/").encode()


def signature(secret: str, body: bytes) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def statuses_body(
    number: Number, receipts: Iterable[tuple[Receipt, Person]], behaviour: Behaviour
) -> Json:
    """Return receipts of one number. A failed one has no contact."""
    statuses = []
    contacts = {}
    for receipt, person in receipts:
        statuses.append(_status(receipt, person, behaviour))
        if behaviour.contacts_in_receipts and receipt.status != "failed":
            contacts[person.key] = _contact(receipt.message.wa_id, person)
    value: Json = {"contacts": list(contacts.values())} if contacts else {}
    return _messages_body(number, value | {"statuses": statuses})


def reply_body(number: Number, reply: Reply, person: Person, *, wamid: str, at: float) -> Json:
    """Return what a person wrote, tapped, or chose about offers."""
    answer = reply.answer
    contacts = [_contact(reply.wa_id, person)]
    if answer.kind in {"stop", "resume"}:
        preference = {
            **_wa_id("wa_id", reply.wa_id),
            "category": "marketing_messages",
            "value": answer.kind,
            "detail": f"User requested to {answer.kind} marketing messages",
            "timestamp": int(at),
        }
        value = {"contacts": contacts, "user_preferences": [preference]}
        return _messages_body(number, value, field="user_preferences")
    message: Json = {
        **_wa_id("from", reply.wa_id),
        "from_user_id": person.user_id,
        "id": wamid,
        "timestamp": str(int(at)),
        "type": answer.kind,
    }
    if reply.context is not None:
        ours = digits_of(number.display_phone_number)
        message["context"] = {"from": ours, "id": reply.context}
    if answer.kind == "button":
        message["button"] = {"payload": answer.payload, "text": answer.text}
    else:
        message["text"] = {"body": answer.text}
    return _messages_body(number, {"contacts": contacts, "messages": [message]})


def template_status_body(waba_id: str, node: Mapping[str, Any], at: float, reason: str) -> Json:
    value = {
        "event": node["status"],
        "message_template_id": int(node["id"]),
        "message_template_name": node["name"],
        # Meta's own examples write the language with a hyphen here.
        "message_template_language": node["language"].replace("_", "-"),
        "message_template_category": node["category"],
        "reason": reason,
    }
    return envelope(waba_id, "message_template_status_update", value, time=int(at))


def _status(receipt: Receipt, person: Person, behaviour: Behaviour) -> Json:
    message = receipt.message
    failed = receipt.status == "failed"
    scale = 1000 if behaviour.millisecond_timestamps else 1
    status: Json = {
        "id": message.wamid,
        "status": receipt.status,
        "timestamp": str(int(receipt.at * scale)),
        **_wa_id("recipient_id", message.wa_id),
    }
    if not failed or message.is_by_user_id:
        status["recipient_user_id"] = person.user_id
    if _has_callback(receipt, behaviour):
        status["biz_opaque_callback_data"] = message.callback
    if behaviour.conversation_in_receipts and not failed:
        status["conversation"] = {"id": message.wamid[-32:], "origin": {"type": message.category}}
    if receipt.is_priced:
        status["pricing"] = _pricing(message.category, in_window=message.in_window)
    if failed and message.code is not None:
        status["errors"] = [in_webhook(message.code)]
    return status


def _has_callback(receipt: Receipt, behaviour: Behaviour) -> bool:
    """Return whether the receipt gives back the callback data of its message."""
    message = receipt.message
    if message.callback is None or (
        receipt.status == "failed" and not behaviour.callback_on_failed
    ):
        return False
    is_marketing = message.endpoint == "marketing_messages"
    return behaviour.callback_data_in_marketing_receipts or not is_marketing


def _pricing(category: str, *, in_window: bool) -> Json:
    is_free = category == "service" or (category == "utility" and in_window)
    kind = "free_customer_service" if is_free else "regular"
    return {"billable": not is_free, "pricing_model": "PMP", "type": kind, "category": category}


def _contact(wa_id: str | None, person: Person) -> Json:
    profile = {"name": person.name}
    return {"profile": profile, **_wa_id("wa_id", wa_id), "user_id": person.user_id}


def _wa_id(key: str, wa_id: str | None) -> dict[str, str]:
    return {} if wa_id is None else {key: wa_id}


def _messages_body(number: Number, value: Json, *, field: str = "messages") -> Json:
    metadata = {
        "display_phone_number": digits_of(number.display_phone_number),
        "phone_number_id": number.id,
    }
    value = {"messaging_product": "whatsapp", "metadata": metadata} | value
    return envelope(number.waba_id, field, value)


def envelope(waba_id: str, field: str, value: Json, **more: int) -> Json:
    """Return the body of a webhook with one change."""
    entry = {"id": waba_id, **more, "changes": [{"field": field, "value": value}]}
    return {"object": "whatsapp_business_account", "entry": [entry]}
