"""The parts that all webhooks share, and the bytes in which Meta sends them."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from simulator.people.disclosure import Card
from simulator.people.phones import digits_of
from simulator.settings import Number

Json = dict[str, Any]


def encoded(body: Mapping[str, Any]) -> bytes:
    r"""Return the body as Meta writes it: non-ASCII as \u00e9, and / as \/."""
    return json.dumps(body, separators=(",", ":")).replace("/", "\\/").encode()


def signature(secret: str, body: bytes) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def messages_body(
    number: Number, inner: Json, *, field: str = "messages", on_standby: bool = False
) -> Json:
    """Return a body about one number of ours; on standby someone else owns the thread."""
    metadata = {
        "display_phone_number": digits_of(number.display_phone_number),
        "phone_number_id": number.id,
    }
    value: Json = {"messaging_product": "whatsapp", "metadata": metadata}
    if on_standby:
        return envelope(number.waba_id, "standby", value | {"standby": inner})
    return envelope(number.waba_id, field, value | inner)


def envelope(waba_id: str, field: str, value: Json, **more: int) -> Json:
    entry = {"id": waba_id, **more, "changes": [{"field": field, "value": value}]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def contact_of(card: Card) -> Json:
    """Return a person as the contacts of a webhook show them."""
    profile = {"name": card.name, **present("username", card.username)}
    return {"profile": profile, **present("wa_id", card.wa_id), **user_ids(card)}


def user_ids(card: Card, prefix: str = "") -> Json:
    """Return a person's user ids under keys with this prefix."""
    return {
        f"{prefix}user_id": card.user_id,
        **present(f"{prefix}parent_user_id", card.parent_user_id),
    }


def present(key: str, value: str | None) -> dict[str, str]:
    """Return the key with its value, or nothing when there is none."""
    return {} if value is None else {key: value}
