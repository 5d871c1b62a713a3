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
    Item,
    NotUnderstood,
    digits,
    fault_of,
    inner,
    load,
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


def events(body: bytes) -> list[Event]:
    """Return everything in a body, in its order.

    Never raises: an item that cannot be understood becomes Unknown and does not affect the others.
    """
    try:
        parsed = load(body)
    except NotUnderstood as error:
        return [Unknown(error.message, storable_text(body.decode("utf-8", "replace")))]
    if not isinstance(parsed, dict) or "entry" not in parsed:
        return [Unknown(coded("webhook.no_entries"), parsed)]
    return list(_each(parsed, "entry", lambda entry: _each(entry, "changes", _reader(entry))))


def _time_of_entry(entry: Item) -> datetime | None:
    """Return the time of the entry; only those about templates and accounts have one."""
    try:
        return time_of({"timestamp": entry.get("time")})
    except NotUnderstood:
        return None


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


def _reader(entry: Item) -> Callable[[Item], Iterator[Event]]:
    return lambda change: _change(change, entry)


def _change(change: Item, entry: Item) -> Iterator[Event]:
    field, value = words(change, "field"), change.get("value")
    if not field or not isinstance(value, dict):
        raise NotUnderstood(coded("webhook.change_lacks_value"))
    if field == "messages":
        yield from _messages(value, entry)
    elif field == "user_preferences":
        yield from _preferences(value)
    else:
        yield PlatformEvent(field, words(entry, "id") or None, value, _time_of_entry(entry))


def _messages(value: Item, entry: Item) -> Iterator[Event]:
    if not any(value.get(key) for key in ("statuses", "messages", "errors")):
        raise NotUnderstood(coded("webhook.change_is_empty"))
    sender, contacts = _phone_number_id(value), Contacts(value)
    yield from _each(value, "statuses", lambda item: _receipts(item, contacts, sender))
    yield from _each(value, "messages", lambda item: [read_message(item, contacts, sender)])
    if value.get("errors"):  # about the account or the app, not about one message
        yield PlatformEvent("messages", words(entry, "id") or None, value)


def _receipts(status: Item, contacts: Contacts, sender: str | None) -> Iterator[Event]:
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
        user_id=user_id or words(contacts.find(number, user_id), "user_id") or None,
        error=fault_of(status.get("errors")) if status_name == "failed" else None,
        pricing_type=words(pricing, "type") or None,
        pricing_category=words(pricing, "category") or None,
        phone_number_id=sender,
    )


def _preferences(value: Item) -> Iterator[Event]:
    sender, contacts = _phone_number_id(value), Contacts(value)
    yield from _each(value, "user_preferences", lambda item: [_preference(item, contacts, sender)])


def _preference(preference: Item, contacts: Contacts, sender: str | None) -> Preference:
    number, user_id = person(preference, "wa_id", "user_id")
    contact = contacts.find(number, user_id)
    wanted = words(preference, "value")
    if not wanted or not (number or user_id):
        raise NotUnderstood(coded("webhook.preference_lacks_value"))
    return Preference(
        wa_id=number or digits(contact, "wa_id"),
        user_id=user_id or words(contact, "user_id") or None,
        value=wanted,
        at=time_of(preference),
        phone_number_id=sender,
    )


def _phone_number_id(value: Item) -> str | None:
    return words(inner(value, "metadata"), "phone_number_id") or None
