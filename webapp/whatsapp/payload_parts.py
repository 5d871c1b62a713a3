"""Small readers that all webhook items share; none of them trusts its input."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any

import orjson

from webapp.domain.masking import masked
from webapp.domain.messages import Refusal, coded, storable_text
from webapp.domain.webhook.events import ProviderFault

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


def objects(item: Item, key: str) -> list[dict[str, Any]]:
    """Return the objects of a list within an item; none if there is no list."""
    value = item.get(key)
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


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


def content_key(item: Item) -> str:
    """Return a text that is the same for the same content: the id of an item that has none."""
    return hashlib.sha256(json.dumps(item, sort_keys=True).encode()).hexdigest()


def fault_of(errors: object) -> ProviderFault:
    """Return the first error of a list; a fault without a code if there is none."""
    first = errors[0] if isinstance(errors, list) and errors else None
    return read_fault(first if isinstance(first, dict) else {}, http_status=None)


def read_fault(error: Item, http_status: int | None) -> ProviderFault:
    """Return WhatsApp's error; its details come as an object, as a text, or not at all.

    Its texts are stored and shown, and may repeat a token or a phone number: they are masked.
    """
    details = words(inner(error, "error_data"), "details") or words(error, "error_data")
    title = words(error, "title") or words(error, "message") or "WhatsApp gave no reason"
    code, subcode = _code(error, "code"), _code(error, "error_subcode")
    return ProviderFault(code, masked(title), masked(details), http_status, subcode)


def _code(error: Item, key: str) -> int | None:
    code = error.get(key)
    if isinstance(code, str) and code.isascii() and code.isdecimal():
        code = int(code)
    is_code = isinstance(code, int) and not isinstance(code, bool) and 0 <= code <= LARGEST_CODE
    return code if is_code else None
