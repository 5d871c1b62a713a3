"""Comparing two texts of a message template: is what a person would get the same?"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from webapp.domain.message_templates.components import Components

#: What a person sees or gets, and what we have to send for it. Everything else is left out:
#: examples, whose addresses WhatsApp changes, and keys that a later version may add.
_KEYS = (
    *("type", "format", "text", "url", "phone_number"),
    *("flow_id", "flow_action", "navigate_screen", "otp_type"),
    *("buttons", "cards", "components", "limited_time_offer"),
)
#: Keys whose values WhatsApp writes in small or capital letters.
_CODES = ("type", "format")


def is_same_text(one: Components, other: Components) -> bool:
    """Return whether a person would get the same, whatever the order of keys and components is.

    The variables are in the text with their names or numbers, so the parameter format is too.

    >>> frozen = [{"type": "BODY", "text": "Hi {{1}}", "example": {"body_text": [["Ana"]]}}]
    >>> is_same_text(frozen, [{"text": "Hi {{1}}", "type": "body"}])
    True
    >>> is_same_text(frozen, [{"type": "BODY", "text": "Hi {{1}} and {{2}}"}])
    False
    """
    return _by_kind(one) == _by_kind(other)


def fingerprint(components: Components) -> str:
    """Return a short text that is the same for the same text, to recognise it later."""
    content = orjson.dumps(_by_kind(components), option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(content).hexdigest()[:32]


def _by_kind(components: Components) -> dict[str, dict[str, Any]]:
    return {str(item.get("type")).upper(): dict(_essence(item)) for item in components}


def _essence(item: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield what counts of a component, a button or a card; their order in a list counts."""
    for key in _KEYS:
        value = item.get(key)
        if isinstance(value, Mapping):
            yield key, dict(_essence(value))
        elif isinstance(value, list):
            yield key, [dict(_essence(part)) for part in value if isinstance(part, Mapping)]
        elif value not in (None, ""):
            yield key, str(value).upper() if key in _CODES else str(value)
