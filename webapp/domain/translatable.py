"""Texts for people, written where nobody knows yet who will read them.

`N_` marks a text for the catalogues and returns it in English, which is what programs and logs
get. A page translates it: `language.translated`. What the database gets is a `messages.Message`.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from babel import Locale

ENGLISH = Locale("en", "GB")


class Country(str):
    """The ISO code of a country, which texts call by its name."""


@dataclass(frozen=True)
class Listed:
    """Several values in the place of one, with the same text between each two."""

    values: tuple[object, ...]
    between: str = " "


class Text(str):
    """A text in English that remembers what it was made of, so that a page can translate it."""

    message: str
    plural: str
    amount: int
    values: Mapping[str, object]

    def __str__(self) -> str:
        """Stay what it is, so that an error's words can still be translated."""
        return self


T = TypeVar("T", bound=Text)


def N_(message: str, **values: object) -> Text:  # noqa: N802 (the name that gettext's tools know)
    """Mark a text, and fill in its values; whole numbers are written as numbers of things.

    A place without a value stays open, as in the tables of sentences.

    >>> N_("At most %(most)s letters.", most=1024)
    'At most 1,024 letters.'
    """
    return filled(Text, message, "", 1, values)


def NN_(one: str, many: str, count: int = 0, **values: object) -> Text:  # noqa: N802
    """Mark a text for one thing and for several; `%(num)s` is how many there are.

    >>> NN_("%(num)s person", "%(num)s people", 9517)
    '9,517 people'
    """
    return filled(Text, one, many, count, {"num": count} | values)


def joined(texts: Iterable[str], between: str = " ") -> str:
    """Put one text after the other; "" where there is none.

    >>> joined(["It is late.", "Go home."])
    'It is late. Go home.'
    """
    given = list(texts)
    places = {f"part_{number}": text for number, text in enumerate(given)}
    return filled(Text, between.join(f"%({place})s" for place in places), "", 1, places)


class _Places(dict[str, object]):
    """The values of a text in English; a place without one stays open."""

    def __missing__(self, name: str) -> str:
        return f"%({name})s"


def filled(kind: type[T], one: str, many: str, count: int, values: Mapping[str, object]) -> T:
    """Return the text with its values in English, as the kind that is asked for."""
    message = many if many and count != 1 else one
    text = kind(message % _Places({name: english(value) for name, value in values.items()}))
    text.message, text.plural, text.amount, text.values = one, many, count, values
    return text


def english(value: object) -> object:
    """Write a value of a text in English.

    >>> english(1024), english(Country("CO"))
    ('1,024', 'Colombia')
    """
    if isinstance(value, Listed):
        return value.between.join(str(english(part)) for part in value.values)
    if isinstance(value, Country):
        return ENGLISH.territories.get(value, value)
    return f"{value:,}" if isinstance(value, int) else value


def packed(text: str) -> str:
    """Write a text so that it can be kept and still be translated; another stays as it is."""
    return json.dumps(_parts(text)) if isinstance(text, Text) else text


def unpacked(kept: str) -> str:
    """Read what `packed` wrote.

    >>> unpacked(packed(NN_("%(num)s person", "%(num)s people", 9517)))
    '9,517 people'
    """
    if not kept.startswith('{"text": '):
        return kept
    try:
        return _whole(json.loads(kept))
    except (ValueError, LookupError, TypeError):  # somebody's own words, which look like ours
        return kept


def _parts(text: Text) -> dict[str, object]:
    values = {name: _kept(value) for name, value in text.values.items()}
    return {"text": text.message, "many": text.plural, "amount": text.amount, "values": values}


def _kept(value: object) -> object:
    if isinstance(value, Text):
        return _parts(value)
    if isinstance(value, Country):
        return {"country": value}
    return value if isinstance(value, int | float) else str(value)


def _whole(parts: Mapping[str, Any]) -> Text:
    values = {name: _value(kept) for name, kept in parts["values"].items()}
    return filled(Text, parts["text"], parts["many"], parts["amount"], values)


def _value(kept: object) -> object:
    if not isinstance(kept, dict):
        return kept
    return Country(kept["country"]) if "country" in kept else _whole(kept)
