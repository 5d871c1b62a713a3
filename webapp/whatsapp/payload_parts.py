"""Small readers that all webhook items share; none of them trusts its input."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from math import isfinite
from typing import Any, NamedTuple

import orjson

from webapp.domain.messages import Refusal, coded, storable_text
from webapp.domain.webhook.events import NotUsed, ProviderFault

Item = Mapping[str, Any]

#: Seconds since 1970 reach this in the year 5138; milliseconds were there in 1973.
MILLISECONDS_FROM = 100_000_000_000
#: The beginning of 2009, the year of WhatsApp's first version: no event is older.
EARLIEST_SECONDS = 1_230_768_000
#: The most characters of a name that is stored: any text can be a key.
MAX_NAME_LENGTH = 100
#: The largest value of a column for codes; WhatsApp's own have seven digits at most.
LARGEST_CODE = 2**31 - 1


class NotUnderstood(Refusal):
    """The item lacks a part that it needs to have a meaning."""


def load(body: bytes) -> object:
    """Return the parsed body in a form that a database can store: no NUL, no half characters.

    Such bodies do arrive: a name cut in the middle of an emoji ends in half of it.
    """
    try:
        parsed = orjson.loads(body)
        return _storable(parsed) if b"\\u0000" in body else parsed
    except orjson.JSONDecodeError:
        return _load_leniently(body)
    except RecursionError:
        raise NotUnderstood(coded("webhook.nested_too_deeply")) from None


def _load_leniently(body: bytes) -> object:
    try:
        return _storable(json.loads(body.decode("utf-8", "replace"), parse_constant=_refuse))
    except RecursionError:
        raise NotUnderstood(coded("webhook.nested_too_deeply")) from None
    except ValueError:
        raise NotUnderstood(coded("webhook.not_json")) from None


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is not JSON")


def _storable(value: object) -> object:
    if isinstance(value, str):
        return storable_text(value)
    if isinstance(value, float) and not isfinite(value):  # the lenient reader takes 1e999
        return str(value)
    if isinstance(value, list):
        return [_storable(element) for element in value]
    if isinstance(value, dict):
        return {storable_text(key): _storable(element) for key, element in value.items()}
    return value


def words(item: Item, key: str) -> str:
    """Return a text, or a number as a text; empty for anything else."""
    value = item.get(key)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def inner(item: Item, key: str) -> Item:
    """Return an object within an item; an empty one if there is none."""
    value = item.get(key)
    return value if isinstance(value, dict) else {}


def digits(item: Item, key: str) -> str | None:
    """Return a wa_id; None for a business-scoped user id, which may be in its place."""
    value = words(item, key).removeprefix("+")
    return value if value.isascii() and value.isdecimal() else None


def moment(value: object) -> datetime | None:
    """Return seconds or milliseconds since 1970, text or number, as a time; None if unusable."""
    try:
        seconds = int(value) if isinstance(value, str | int) else 0
        if seconds < EARLIEST_SECONDS:
            return None
        seconds_exactly = seconds / 1000 if seconds >= MILLISECONDS_FROM else seconds
        return datetime.fromtimestamp(seconds_exactly, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def time_of(item: Item) -> datetime:
    """Return the item's timestamp; one without raises NotUnderstood."""
    if (at := moment(item.get("timestamp"))) is None:
        raise NotUnderstood(coded("webhook.no_time"))
    return at


def person(item: Item, number_key: str, user_key: str) -> tuple[str | None, str | None]:
    """Return a contact's two ids: the wa_id and the business-scoped user id, either or both."""
    number = digits(item, number_key)
    user_id = words(item, user_key) or (words(item, number_key) if number is None else "")
    return number, user_id or None


class Contacts:
    """The contacts in the same body, by wa_id and by user id: there may be a thousand.

    Most receipts name their contact themselves, so these are read only when needed.
    """

    def __init__(self, value: Item) -> None:
        self._listed = value.get("contacts")

    def find(self, number: str | None, user_id: str | None) -> Item:
        """Return a contact; an empty one if it is not in the body."""
        return self._known.get(number or "") or self._known.get(user_id or "") or {}

    @property
    def single(self) -> Item:
        """Return the only contact in the body; an empty one if there are none, or several."""
        contacts = self._contacts
        return contacts[0] if len(contacts) == 1 else {}

    @cached_property
    def _contacts(self) -> list[Item]:
        listed = self._listed if isinstance(self._listed, list) else []
        return [contact for contact in listed if isinstance(contact, dict)]

    @cached_property
    def _known(self) -> Mapping[str, Item]:
        contacts = self._contacts
        by_number = {
            number: contact for contact in contacts if (number := digits(contact, "wa_id"))
        }
        by_id = {key: contact for contact in contacts if (key := words(contact, "user_id"))}
        return by_number | by_id


class Envelope(NamedTuple):
    """What the items of one change share."""

    contacts: Contacts
    phone_number_id: str | None
    received_at: datetime
    field: str
    account: str | None
    is_standby: bool = False

    def time_of(self, item: Item) -> datetime:
        """Return the item's timestamp; without a usable one, when the body was received.

        A STOP must not be lost because its date is.
        """
        return moment(item.get("timestamp")) or self.received_at


def not_used(where: str, names: Iterable[str], envelope: Envelope) -> Iterator[NotUsed]:
    """Yield names that the product does not use, with the way to them."""
    for name in names:
        path = f"{envelope.field}.{where}.{name}" if where else f"{envelope.field}.{name}"
        yield NotUsed(path[:MAX_NAME_LENGTH], envelope.account)


def content_key(item: Item) -> str:
    """Return a text that is the same for the same content: the id of an item that has none."""
    return hashlib.sha256(json.dumps(item, sort_keys=True).encode()).hexdigest()


def fault_of(errors: object) -> ProviderFault:
    """Return the first error of a list; a fault without a code if there is none."""
    first = errors[0] if isinstance(errors, list) and errors else None
    return read_fault(first if isinstance(first, dict) else {}, http_status=None)


def read_fault(error: Item, http_status: int | None) -> ProviderFault:
    """Return WhatsApp's error; its details come as an object, as a text, or not at all."""
    details = words(inner(error, "error_data"), "details") or words(error, "error_data")
    title = words(error, "title") or words(error, "message") or "WhatsApp gave no reason"
    code, subcode = _code(error, "code"), _code(error, "error_subcode")
    return ProviderFault(code, title, details, http_status, subcode)


def _code(error: Item, key: str) -> int | None:
    code = error.get(key)
    if isinstance(code, str) and code.isascii() and code.isdecimal():
        code = int(code)
    is_code = isinstance(code, int) and not isinstance(code, bool) and 0 <= code <= LARGEST_CODE
    return code if is_code else None
