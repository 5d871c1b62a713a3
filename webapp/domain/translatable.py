"""Texts for people, written where nobody knows yet who will read them.

`N_` marks a text for the catalogues and gives it back in English, which is what programs, logs and
the database get. A page translates it: `language.translated`.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from babel import Locale

ENGLISH = Locale("en", "GB")


class Country(str):
    """The ISO code of a country, which texts call by its name."""


class Text(str):
    """A text in English that remembers what it was made of, so that a page can translate it."""

    message: str
    plural: str
    amount: int
    values: Mapping[str, object]

    def __str__(self) -> str:
        """Stay what it is, so that an error's words can still be translated."""
        return self


def N_(message: str, **values: object) -> Text:  # noqa: N802 (the name that gettext's tools know)
    """Mark a text, and fill in its values; whole numbers are written as numbers of things.

    >>> N_("At most %(most)s letters.", most=1024)
    'At most 1,024 letters.'
    """
    return _text(message, "", 1, values)


def NN_(one: str, many: str, count: int, **values: object) -> Text:  # noqa: N802
    """Mark a text for one thing and for several; `%(num)s` is how many there are.

    >>> NN_("%(num)s person", "%(num)s people", 9517)
    '9,517 people'
    """
    return _text(one, many, count, {"num": count} | values)


def joined(texts: Iterable[str], between: str = " ") -> str:
    """Put one text after the other; "" where there is none.

    >>> joined(["It is late.", "Go home."])
    'It is late. Go home.'
    """
    given = list(texts)
    places = {f"part_{number}": text for number, text in enumerate(given)}
    return _text(between.join(f"%({place})s" for place in places), "", 1, places)


def _text(one: str, many: str, count: int, values: Mapping[str, object]) -> Text:
    message = many if many and count != 1 else one
    text = Text(message % {name: english(value) for name, value in values.items()})
    text.message, text.plural, text.amount, text.values = one, many, count, values
    return text


def english(value: object) -> object:
    """Write a value of a text in English.

    >>> english(1024), english(Country("CO"))
    ('1,024', 'Colombia')
    """
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
    return _text(parts["text"], parts["many"], parts["amount"], values)


def _value(kept: object) -> object:
    if not isinstance(kept, dict):
        return kept
    return Country(kept["country"]) if "country" in kept else _whole(kept)
