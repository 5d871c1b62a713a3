"""Webhook bodies as WhatsApp would send them."""

import itertools
import json
from typing import Any

_ids = itertools.count(1)


def body(*changes: dict[str, Any]) -> bytes:
    """Return one body with these changes."""
    entry = {"id": "200000000000001", "changes": list(changes)}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def _change(field: str, **value: Any) -> dict[str, Any]:
    metadata = {"display_phone_number": "573009990000", "phone_number_id": "100000000000001"}
    return {
        "field": field,
        "value": {"messaging_product": "whatsapp", "metadata": metadata} | value,
    }


def receipt(
    wamid: str,
    status: str,
    at: float,
    callback: str | None = None,
    code: int | None = None,
    *,
    priced: bool = False,
    pricing: dict[str, Any] | None = None,
    user_id: str | None = None,
) -> dict[str, Any]:
    """Return a receipt for a message."""
    told: dict[str, Any] = {"id": wamid, "status": status, "timestamp": str(int(at))}
    if callback:
        told["biz_opaque_callback_data"] = callback
    if priced:
        told["pricing"] = {"pricing_model": "PMP", "type": "regular", "category": "marketing"}
    if pricing is not None:
        told["pricing"] = pricing
    if user_id:
        told["recipient_user_id"] = user_id
    if code:
        told["errors"] = [{"code": code, "title": f"Error {code}"}]
    return _change("messages", statuses=[told])


def reply(number: str, text: str, at: float, context: str | None = None) -> dict[str, Any]:
    """Return a reply of a person."""
    told: dict[str, Any] = {
        "from": number.removeprefix("+"),
        "id": f"wamid.in{next(_ids)}",
        "timestamp": str(int(at)),
        "type": "text",
        "text": {"body": text},
    }
    if context:
        told["context"] = {"id": context}
    return _change("messages", messages=[told])


def button(number: str, text: str, payload: str, at: float) -> dict[str, Any]:
    """Return a tap on a template's quick reply."""
    told = {
        "from": number.removeprefix("+"),
        "id": f"wamid.in{next(_ids)}",
        "timestamp": str(int(at)),
        "type": "button",
        "button": {"text": text, "payload": payload},
    }
    return _change("messages", messages=[told])


def preference(number: str, value: str, at: float) -> dict[str, Any]:
    """Return WhatsApp's own stop or resume."""
    told = {
        "wa_id": number.removeprefix("+"),
        "category": "marketing_messages",
        "value": value,
        "timestamp": int(at),
    }
    return _change("user_preferences", user_preferences=[told])


def number_change(old: str, new: str, at: float, user_id: str | None = None) -> dict[str, Any]:
    """Return WhatsApp's own notice that a person moved to another number."""
    told: dict[str, Any] = {
        "from": old.removeprefix("+"),
        "id": f"wamid.in{next(_ids)}",
        "timestamp": str(int(at)),
        "type": "system",
        "system": {
            "type": "user_changed_number",
            "body": "Changed",
            "wa_id": new.removeprefix("+"),
        },
    }
    if user_id:
        told["system"]["user_id"] = user_id
    return _change("messages", messages=[told])


def hidden(change: dict[str, Any], user_id: str) -> dict[str, Any]:
    """Return the same change, from a person whose number WhatsApp hides."""
    for one in change["value"].get("messages", []):
        one["from_user_id"] = user_id
        del one["from"]
    for one in change["value"].get("user_preferences", []):
        one["user_id"] = user_id
        del one["wa_id"]
    return change


def news(field: str, value: dict[str, Any], at: float, waba_id: str) -> bytes:
    """Return one body with news of the platform."""
    entry = {"id": waba_id, "time": int(at), "changes": [{"field": field, "value": value}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
