"""The small readings that all webhook items share; none of them trusts what it is given."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cached_property
from math import isfinite
from typing import Any

import orjson

from webapp.domain.messages import Refusal, coded, storable_text
from webapp.domain.webhook.events import ProviderFault

Item = Mapping[str, Any]

#: Seconds since 1970 reach this in the year 5138; milliseconds were there in 1973.
MILLISECONDS_FROM = 100_000_000_000
#: What a column for codes holds; WhatsApp's own have seven digits at most.
LARGEST_CODE = 2**31 - 1


class NotUnderstood(Refusal):
    """The item lacks something without which it says nothing."""


def load(body: bytes) -> object:
    """Parse a body into what a database can keep: no NUL characters, no halves of characters.

    Such things do come: a name cut in the middle of an emoji ends in half of it.
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
        return [_storable(one) for one in value]
    if isinstance(value, dict):
        return {storable_text(key): _storable(one) for key, one in value.items()}
    return value


def words(item: Item, key: str) -> str:
    """Read a text, or a number as a text; anything else is no words."""
    value = item.get(key)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def inner(item: Item, key: str) -> Item:
    """Read an object within an item; an empty one where there is none."""
    value = item.get(key)
    return value if isinstance(value, dict) else {}


def digits(item: Item, key: str) -> str | None:
    """Read a wa_id; a business-scoped user id, which may stand in its place, is none."""
    value = words(item, key).removeprefix("+")
    return value if value.isascii() and value.isdecimal() else None


def time_of(item: Item) -> datetime:
    """Read the timestamp: seconds or milliseconds since 1970, as a text or as a number."""
    value = item.get("timestamp")
    try:
        seconds = int(value) if isinstance(value, str | int) else None
        if seconds is None or seconds <= 0:
            raise NotUnderstood(coded("webhook.no_time"))
        seconds_exactly = seconds / 1000 if seconds >= MILLISECONDS_FROM else seconds
        return datetime.fromtimestamp(seconds_exactly, UTC)
    except (ValueError, OverflowError, OSError):
        raise NotUnderstood(coded("webhook.no_time")) from None


def person(item: Item, number_key: str, user_key: str) -> tuple[str | None, str | None]:
    """Read the two names of a person: the wa_id and the business-scoped user id, either or both."""
    number = digits(item, number_key)
    user_id = words(item, user_key) or (words(item, number_key) if number is None else "")
    return number, user_id or None


class Contacts:
    """The contacts that came along, by wa_id and by user id: there may be a thousand.

    Most receipts say themselves whose they are, so they are read when somebody asks.
    """

    def __init__(self, value: Item) -> None:
        self._listed = value.get("contacts")

    def find(self, number: str | None, user_id: str | None) -> Item:
        """Find a person; an empty one where they are not there."""
        return self._known.get(number or "") or self._known.get(user_id or "") or {}

    @cached_property
    def _known(self) -> Mapping[str, Item]:
        listed = self._listed if isinstance(self._listed, list) else []
        contacts = [one for one in listed if isinstance(one, dict)]
        by_number = {number: one for one in contacts if (number := digits(one, "wa_id"))}
        by_id = {user_id: one for one in contacts if (user_id := words(one, "user_id"))}
        return by_number | by_id


def fault_of(errors: object) -> ProviderFault:
    """Read the first error of a list; a fault without a code where there is none."""
    first = errors[0] if isinstance(errors, list) and errors else None
    return read_fault(first if isinstance(first, dict) else {}, http_status=None)


def read_fault(error: Item, http_status: int | None) -> ProviderFault:
    """Read WhatsApp's error object, whose details come as an object, as a text, or not at all."""
    code = error.get("code")
    if isinstance(code, str) and code.isascii() and code.isdecimal():
        code = int(code)
    details = words(inner(error, "error_data"), "details") or words(error, "error_data")
    title = words(error, "title") or words(error, "message") or "WhatsApp gave no reason"
    is_code = isinstance(code, int) and not isinstance(code, bool) and 0 <= code <= LARGEST_CODE
    return ProviderFault(code if is_code else None, title, details, http_status)
