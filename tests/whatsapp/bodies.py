"""Webhook bodies as documented, and as seen in production."""

import json
from datetime import UTC, datetime

from webapp.whatsapp import payloads

AT = datetime(2026, 11, 23, 10, 40, 11, tzinfo=UTC)
METADATA = {"display_phone_number": "573009990000", "phone_number_id": "222333444"}
LINA = {"profile": {"name": "Lina"}, "wa_id": "573001112233", "user_id": "CO.70011223344"}

#: When the bodies are received.
RECEIVED = datetime(2026, 11, 23, 10, 41, tzinfo=UTC)

EDITED = {"type": "text", "text": {"body": "Stop"}}


def events(body):
    """Return the events of a body that is received now."""
    return payloads.events(body, RECEIVED)


def a_status(**changes):
    return {
        "id": "wamid.A",
        "status": "delivered",
        "timestamp": str(int(AT.timestamp())),
        "recipient_id": "573001112233",
        "biz_opaque_callback_data": "c42.r17",
        "pricing": {"billable": True, "type": "regular", "category": "marketing"},
    } | changes


def a_message(kind="text", content=None, **changes):
    content = {"body": "Stop"} if content is None else content
    sender = {"from": "573001112233", "from_user_id": "CO.70011223344"}
    message = sender | {"id": "wamid.B", "timestamp": "1795430411", "type": kind, kind: content}
    return message | changes


def a_change(field="messages", **value):
    return {
        "field": field,
        "value": {"messaging_product": "whatsapp", "metadata": METADATA} | value,
    }


def a_body(*changes):
    entry = {"id": "330044556677", "changes": list(changes)}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def of_status(**changes):
    [event] = events(a_body(a_change(statuses=[a_status(**changes)])))
    return event


def of_message(*args, **changes):
    [event] = events(a_body(a_change(contacts=[LINA], messages=[a_message(*args, **changes)])))
    return event
