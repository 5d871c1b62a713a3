"""Webhook bodies for benchmarks, in the form and the bytes in which WhatsApp sends them."""

from collections.abc import Sequence
from typing import Any

from simulator.webhooks.bodies import encoded

#: Meta's own escapes make bodies longer, and break signature checks of re-encoded bodies.
NAME = "José Ñandú"


def status(wamid: str, state: str, at: int, number: str, callback: str) -> dict[str, Any]:
    """Return one status of one message."""
    return {
        "id": wamid,
        "status": state,
        "timestamp": str(at),
        "recipient_id": number,
        "recipient_user_id": f"CO.{number}",
        "biz_opaque_callback_data": callback,
        "pricing": {
            "billable": True,
            "pricing_model": "PMP",
            "type": "regular",
            "category": "marketing",
        },
    }


def body(statuses: Sequence[dict[str, Any]], phone_number_id: str = "100000000000001") -> bytes:
    """Return one body with these statuses and their contacts."""
    contacts = [
        {
            "profile": {"name": NAME},
            "wa_id": receipt["recipient_id"],
            "user_id": receipt["recipient_user_id"],
        }
        for receipt in statuses
    ]
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "573009990000", "phone_number_id": phone_number_id},
        "contacts": contacts,
        "statuses": list(statuses),
    }
    entry = {"id": "200000000000001", "changes": [{"field": "messages", "value": value}]}
    return encoded({"object": "whatsapp_business_account", "entry": [entry]})
