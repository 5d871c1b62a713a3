"""From a webhook's body to our own events: every entry, every change, every item."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import get_args

from webapp.domain.messages import coded, storable_text
from webapp.domain.webhook.events import (
    Event,
    PlatformEvent,
    Preference,
    Receipt,
    ReceiptStatus,
    Unknown,
)
from webapp.whatsapp.payload_parts import (
    Contacts,
    Envelope,
    Item,
    NotUnderstood,
    digits,
    fault_of,
    inner,
    load,
    moment,
    person,
    time_of,
    words,
)
from webapp.whatsapp.payload_replies import read_message

#: WhatsApp's statuses and ours. A voice message that was played was also read.
STATUSES: dict[str, ReceiptStatus] = {status: status for status in get_args(ReceiptStatus)}
STATUSES["played"] = "read"
#: Known, and without meaning for a campaign: the contact deleted the message.
IGNORED_STATUSES = {"deleted"}


def events(body: bytes, received_at: datetime) -> list[Event]:
    """Return everything in a body, in its order; `received_at` is the time of what has none.

    Never raises: an item that cannot be understood becomes Unknown and does not affect the others.
    """
    try:
        parsed = load(body)
    except NotUnderstood as error:
        return [Unknown(error.message, storable_text(body.decode("utf-8", "replace")))]
    if not isinstance(parsed, dict) or "entry" not in parsed:
        return [Unknown(coded("webhook.no_entries"), parsed)]

    def read_entry(entry: Item) -> Iterator[Event]:
        return _each(entry, "changes", lambda change: _change(change, entry, received_at))

    return list(_each(parsed, "entry", read_entry))


def _each(holder: Item, key: str, read: Callable[[Item], Iterable[Event]]) -> Iterator[Event]:
    """Yield the events of a list's items, each read separately."""
    items = holder.get(key)
    for item in items if isinstance(items, list) else [items] if items else ():
        if not isinstance(item, dict):
            yield Unknown(coded("webhook.item_no_object", list=key), item)
            continue
        try:
            yield from read(item)
        except NotUnderstood as error:
            yield Unknown(error.message, item)


def _change(change: Item, entry: Item, received_at: datetime) -> Iterator[Event]:
    field, value = words(change, "field"), change.get("value")
    if not field or not isinstance(value, dict):
        raise NotUnderstood(coded("webhook.change_lacks_value"))
    number_id = words(inner(value, "metadata"), "phone_number_id") or None
    envelope = Envelope(Contacts(value), number_id, received_at)
    if field == "messages":
        yield from _messages(value, entry, envelope)
    elif field == "user_preferences":
        yield from _each(value, field, lambda item: [_preference(item, envelope)])
    else:
        at = moment(entry.get("time"))  # only entries about templates and accounts have one
        yield PlatformEvent(field, words(entry, "id") or None, value, at or received_at)


def _messages(value: Item, entry: Item, envelope: Envelope) -> Iterator[Event]:
    if not any(value.get(key) for key in ("statuses", "messages", "errors")):
        raise NotUnderstood(coded("webhook.change_is_empty"))
    yield from _each(value, "statuses", lambda item: _receipts(item, envelope))
    yield from _each(value, "messages", lambda item: read_message(item, envelope))
    if value.get("errors"):  # about the account or the app, not about one message
        account = words(entry, "id") or None
        yield PlatformEvent("messages", account, value, envelope.received_at)


def _receipts(status: Item, envelope: Envelope) -> Iterator[Event]:
    wamid, status_name = words(status, "id"), words(status, "status")
    if status_name in IGNORED_STATUSES:
        return
    if not wamid or status_name not in STATUSES:
        raise NotUnderstood(coded("webhook.status_lacks_id"))
    number, user_id = person(status, "recipient_id", "recipient_user_id")
    pricing = inner(status, "pricing")
    yield Receipt(
        wamid=wamid,
        status=STATUSES[status_name],
        at=time_of(status),
        callback=words(status, "biz_opaque_callback_data") or None,
        recipient=number,
        user_id=user_id or words(envelope.contacts.find(number, user_id), "user_id") or None,
        error=fault_of(status.get("errors")) if status_name == "failed" else None,
        pricing_type=words(pricing, "type") or None,
        pricing_category=words(pricing, "category") or None,
        phone_number_id=envelope.phone_number_id,
    )


def _preference(preference: Item, envelope: Envelope) -> Preference:
    """Return WhatsApp's own stop or resume; one that names nobody is the body's only contact's."""
    number, user_id = person(preference, "wa_id", "user_id")
    contacts = envelope.contacts
    contact = contacts.find(number, user_id) if number or user_id else contacts.single
    number = number or digits(contact, "wa_id")
    user_id = user_id or words(contact, "user_id") or None
    wanted = words(preference, "value").strip().lower()
    if not wanted or not (number or user_id):
        raise NotUnderstood(coded("webhook.preference_lacks_value"))
    return Preference(
        wa_id=number,
        user_id=user_id,
        value=wanted,
        at=envelope.time_of(preference),
        phone_number_id=envelope.phone_number_id,
        category=words(preference, "category") or None,
    )
