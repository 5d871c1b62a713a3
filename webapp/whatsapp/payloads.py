"""From a webhook's body to our own events: every entry, every change, every item."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial

from webapp.domain.messages import coded, storable_text
from webapp.domain.webhook.events import (
    Event,
    NotUsed,
    PlatformEvent,
    Preference,
    Unknown,
)
from webapp.domain.webhook.fields import FieldUse, use_of
from webapp.domain.webhook.opt_out_meaning import PREFERENCES
from webapp.whatsapp.payload_actions import read_action, read_handover
from webapp.whatsapp.payload_envelope import Contacts, Envelope, not_used
from webapp.whatsapp.payload_parts import (
    MAX_NAME_LENGTH,
    Item,
    NotUnderstood,
    digits,
    inner,
    load,
    moment,
    person,
    words,
)
from webapp.whatsapp.payload_receipts import read_status
from webapp.whatsapp.payload_replies import read_message

#: The keys of a value with something in it, and the others that we know.
CONTENT_KEYS = ("statuses", "messages", "user_actions", "errors")
KEYS = frozenset(("messaging_product", "metadata", "contacts", *CONTENT_KEYS))
STANDBY_KEYS = KEYS | {"standby", "message_echoes"}
PREFERENCE_KEYS = frozenset(
    ("wa_id", "user_id", "parent_user_id", "category", "value", "detail", "timestamp")
)


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
    account, use = words(entry, "id") or None, use_of(field)
    if field and value is not None and use in (FieldUse.UNUSED, None):
        yield NotUsed(field[:MAX_NAME_LENGTH], account)
        return
    if not field or not isinstance(value, dict):
        raise NotUnderstood(coded("webhook.change_lacks_value"))
    if use == FieldUse.PLATFORM:
        at = moment(entry.get("time"))  # only entries about templates and accounts have one
        # `rejection_info` stands inside the value or next to it. [D:tsu]
        whole = {key: part for key, part in change.items() if key not in ("field", "value")} | value
        yield PlatformEvent(field, account, whole, at or received_at)
        return
    number_id = words(inner(value, "metadata"), "phone_number_id") or None
    envelope = Envelope(Contacts(value), number_id, received_at, field, account)
    yield from _READERS[field](value, envelope)


def _messages(value: Item, envelope: Envelope) -> Iterator[Event]:
    yield from _content(value, envelope, KEYS)
    if value.get("errors"):  # about the account or the app, not about one message
        yield PlatformEvent("messages", envelope.account, value, envelope.received_at)


def _standby(value: Item, envelope: Envelope) -> Iterator[Event]:
    """Yield the same as of `messages`; the messages of the other program mean nothing to us."""
    thread = inner(value, "standby") or value
    inside = envelope._replace(contacts=Contacts(thread), is_standby=True)
    if thread.get("message_echoes") and not any(thread.get(key) for key in CONTENT_KEYS):
        return
    yield from _content(thread, inside, STANDBY_KEYS)


def _content(value: Item, envelope: Envelope, known: frozenset[str]) -> Iterator[Event]:
    if not value.keys() <= known:
        yield from not_used("", value.keys() - known, envelope)
    elif not any(value.get(key) for key in CONTENT_KEYS):
        raise NotUnderstood(coded("webhook.change_is_empty"))
    for key, read in _ITEMS.items():
        if key in value:
            yield from _each(value, key, partial(read, envelope=envelope))


_ITEMS: dict[str, Callable[..., Iterator[Event]]] = {
    "statuses": read_status,
    "messages": read_message,
    "user_actions": read_action,
}


def _preferences(value: Item, envelope: Envelope) -> Iterator[Event]:
    yield from _each(value, "user_preferences", lambda item: _preference(item, envelope))


def _preference(preference: Item, envelope: Envelope) -> Iterator[Event]:
    """Yield WhatsApp's own stop or resume; one that names nobody is the body's only contact's."""
    number, user_id = person(preference, "wa_id", "user_id")
    contacts = envelope.contacts
    contact = contacts.find(number, user_id) if number or user_id else contacts.single
    number = number or digits(contact, "wa_id")
    user_id = user_id or words(contact, "user_id") or None
    wanted = words(preference, "value").strip().lower()
    if not wanted or not (number or user_id):
        raise NotUnderstood(coded("webhook.preference_lacks_value"))
    yield from not_used("", preference.keys() - PREFERENCE_KEYS, envelope)
    if wanted not in PREFERENCES:
        yield from not_used("value", [wanted], envelope)
        return
    yield Preference(
        wa_id=number,
        user_id=user_id,
        value=wanted,
        at=envelope.time_of(preference),
        phone_number_id=envelope.phone_number_id,
        category=words(preference, "category") or None,
        parent_user_id=words(preference, "parent_user_id")
        or words(contact, "parent_user_id")
        or None,
    )


_READERS: dict[str, Callable[[Item, Envelope], Iterator[Event]]] = {
    "messages": _messages,
    "standby": _standby,
    "user_preferences": _preferences,
    "messaging_handovers": read_handover,
}
