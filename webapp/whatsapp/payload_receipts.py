"""Reading a status of a message."""

from collections.abc import Iterator
from typing import get_args

from webapp.domain.messages import coded
from webapp.domain.webhook.events import Event, Receipt, ReceiptStatus
from webapp.domain.webhook.receipt_transitions import REGULAR
from webapp.whatsapp.payload_envelope import Envelope, not_used, username
from webapp.whatsapp.payload_parts import (
    Item,
    NotUnderstood,
    fault_of,
    inner,
    person,
    time_of,
    words,
)

#: WhatsApp's statuses and ours. A voice message that was played was also read.
STATUSES: dict[str, ReceiptStatus] = {status: status for status in get_args(ReceiptStatus)}
STATUSES["played"] = "read"
#: Known, and without meaning for a campaign: the contact deleted the message.
IGNORED_STATUSES = {"deleted"}
#: The type of a message that is not charged, where WhatsApp names none.
FREE = "free"
#: The keys of a status that we know.
KEYS = frozenset(
    (
        *("id", "status", "timestamp", "type", "recipient_type", "message"),
        *("recipient_id", "recipient_user_id", "recipient_parent_user_id", "recipient_logical_id"),
        *("biz_opaque_callback_data", "conversation", "pricing", "errors", "payment"),
        *("recipient_participant_id", "recipient_participant_user_id"),
        "recipient_participant_parent_user_id",
    )
)


def read_status(status: Item, envelope: Envelope) -> Iterator[Event]:
    """Yield the receipt of a status; one with an unknown name is not used yet."""
    wamid, status_name = words(status, "id"), words(status, "status")
    if status_name in IGNORED_STATUSES:
        return
    if not wamid or not status_name:
        raise NotUnderstood(coded("webhook.status_lacks_id"))
    if not status.keys() <= KEYS:
        yield from not_used("statuses", status.keys() - KEYS, envelope)
    if status_name not in STATUSES:
        yield from not_used("statuses.status", [status_name], envelope)
        return
    number, user_id = person(status, "recipient_id", "recipient_user_id")
    contact, pricing = envelope.contacts.find(number, user_id), inner(status, "pricing")
    parent_id = words(status, "recipient_parent_user_id") or words(contact, "parent_user_id")
    yield Receipt(
        wamid=wamid,
        status=STATUSES[status_name],
        at=time_of(status),
        callback=words(status, "biz_opaque_callback_data") or None,
        recipient=number,
        user_id=user_id or words(contact, "user_id") or None,
        error=fault_of(status.get("errors")) if status_name == "failed" else None,
        pricing_type=_pricing_type(pricing),
        pricing_category=words(pricing, "category") or None,
        pricing=dict(pricing) or None,
        phone_number_id=envelope.phone_number_id,
        parent_user_id=parent_id or None,
        username=username(contact),
    )


def _pricing_type(pricing: Item) -> str | None:
    """Return what is charged; the older model has no type, and says only whether it is."""
    if kind := words(pricing, "type"):
        return kind
    billable = pricing.get("billable")
    return (REGULAR if billable else FREE) if isinstance(billable, bool) else None
