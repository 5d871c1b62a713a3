"""Messages for users as the database stores them: a reason code with parameters.

The sentence of a code is in the table of its subject, `domain.<subject>.sentences`, and is chosen
when the message is shown. So it can be corrected later, also for messages already stored.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from webapp.domain.campaigns.sentences import SENTENCES as OF_CAMPAIGNS
from webapp.domain.contacts.sentences import SENTENCES as OF_CONTACTS
from webapp.domain.imports.sentences import SENTENCES as OF_IMPORTS
from webapp.domain.message_templates.sentences import SENTENCES as OF_MESSAGE_TEMPLATES
from webapp.domain.operations.sentences import SENTENCES as OF_OPERATIONS
from webapp.domain.sending.sentences import SENTENCES as OF_SENDING
from webapp.domain.translatable import Country, Listed, Text, filled
from webapp.domain.webhook.sentences import SENTENCES as OF_WEBHOOK

#: Every code with its sentence, in which the parameters are still open.
SENTENCES: dict[str, Text] = {
    "joined": filled(Text, "%(parts)s", "", 1, {}),
    **OF_CONTACTS,
    **OF_IMPORTS,
    **OF_SENDING,
    **OF_WEBHOOK,
    **OF_MESSAGE_TEMPLATES,
    **OF_CAMPAIGNS,
    **OF_OPERATIONS,
}

_PLACE = re.compile(r"%\((\w+)\)s")

Stored = dict[str, Any]


class Message(Text):
    """A text that can be stored: its reason code, and its `values` as parameters."""

    code: str


class Refusal(ValueError):
    """Something cannot be used; the message says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


def coded(code: str, /, **params: object) -> Message:
    """Return the message of a code. Raises LookupError if its sentence needs other parameters."""
    if needs(code) != params.keys():
        raise LookupError(f"{code} needs {sorted(needs(code))}")
    return _filled(code, SENTENCES[code], params)


@lru_cache
def needs(code: str) -> frozenset[str]:
    """Return the names of the parameters that the sentence of a code needs."""
    sentence = SENTENCES[code]
    places = _PLACE.findall(f"{sentence.message}{sentence.plural}")
    return frozenset([*places, "num"] if sentence.plural else places)


def joined(parts: Iterable[str], between: str = " ") -> Message:
    """Return the messages joined into one; "" if there are none.

    >>> from webapp.domain.translatable import N_
    >>> joined([N_("It is late."), N_("Go home.")])
    'It is late. Go home.'
    """
    return coded("joined", parts=Listed(tuple(parts), between))


def of_error(text: str) -> Message:
    """Return an error as a message; a text without a code becomes a value in it."""
    return text if isinstance(text, Message) else coded("operations.said", text=text)


def dumped(stored: Message) -> Stored:
    """Return the message as JSON; a text in it that has no code is stored in English.

    >>> dumped(joined([]))
    {'code': 'joined', 'params': {'parts': {'list': [], 'between': ' '}}}
    """
    return {"code": stored.code, "params": {k: _dumped(v) for k, v in stored.values.items()}}


def loaded(stored: object) -> Message:
    """Return the message from the JSON of `dumped`; anything else becomes a text to show."""
    try:
        return _loaded(stored)
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError):
        code = stored.get("code") if isinstance(stored, Mapping) else stored
        return coded("operations.unknown_code", code=str(code)[:200])


def _filled(code: str, sentence: Text, params: Mapping[str, object]) -> Message:
    count = params["num"] if sentence.plural else 1
    if not isinstance(count, int):
        raise TypeError(f"{code} counts what is no number")
    text = filled(Message, sentence.message, sentence.plural, count, params)
    text.code = code
    return text


def _dumped(value: object) -> object:
    match value:
        case Message():
            return dumped(value)
        case Country():
            return {"country": str(value)}
        case date():
            return {"date": value.isoformat()}
        case Listed():
            return {"list": [_dumped(part) for part in value.values], "between": value.between}
        case int() | float():
            return value
    return storable_text(str(value))


def _loaded(stored: Any) -> Message:
    code, params = stored["code"], stored["params"]
    known = {name: _value(params[name]) for name in needs(code)}
    return _filled(code, SENTENCES[code], known)


def _value(stored: Any) -> object:
    match stored:
        case {"code": _}:
            return loaded(stored)
        case {"country": str(code)}:
            return Country(code)
        case {"date": str(day)}:
            return date.fromisoformat(day)
        case {"list": list(parts), "between": str(between)}:
            return Listed(tuple(map(_value, parts)), between)
        case str() | int() | float():
            return stored
    raise TypeError("not a parameter")


def storable_text(text: str) -> str:
    """Return the text without the characters that PostgreSQL cannot store."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
