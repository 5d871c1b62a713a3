"""Texts for users, written where the reader's language is not known yet.

`N_` marks a text for the catalogues and returns it in English, which is what programs and logs
get. A page translates it: `language.translated`. What the database gets is a `messages.Message`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from babel import Locale

ENGLISH = Locale("en", "GB")


class Country(str):
    """The ISO code of a country, which texts show as its name."""


@dataclass(frozen=True)
class Listed:
    """Several values for one parameter, with the same text between each two."""

    values: tuple[object, ...]
    between: str = " "


class Text(str):
    """A text in English that keeps its template and values, so that a page can translate it."""

    message: str
    plural: str
    amount: int
    values: Mapping[str, object]

    def __str__(self) -> str:
        """Return the text itself, so that an error's text can still be translated."""
        return self


T = TypeVar("T", bound=Text)


def N_(message: str, **values: object) -> Text:  # noqa: N802 (the name that gettext's tools know)
    """Return a marked text with its values; whole numbers are formatted as amounts.

    A parameter without a value stays open, as in the tables of sentences.

    >>> N_("At most %(most)s letters.", most=1024)
    'At most 1,024 letters.'
    """
    return filled(Text, message, "", 1, values)


def NN_(one: str, many: str, count: int = 0, **values: object) -> Text:  # noqa: N802
    """Return a marked text with a singular and a plural; `%(num)s` is the number.

    >>> NN_("%(num)s person", "%(num)s people", 9517)
    '9,517 people'
    """
    return filled(Text, one, many, count, {"num": count} | values)


class _Places(dict[str, object]):
    """The values of a text in English; a parameter without a value stays open."""

    def __missing__(self, name: str) -> str:
        return f"%({name})s"


def filled(kind: type[T], one: str, many: str, count: int, values: Mapping[str, object]) -> T:
    """Return the text with its values in English, as the requested type."""
    message = many if many and count != 1 else one
    text = kind(message % _Places({name: english(value) for name, value in values.items()}))
    text.message, text.plural, text.amount, text.values = one, many, count, values
    return text


def english(value: object) -> object:
    """Return a value of a text in English.

    >>> english(1024), english(Country("CO"))
    ('1,024', 'Colombia')
    """
    if isinstance(value, Listed):
        return value.between.join(str(english(part)) for part in value.values)
    if isinstance(value, Country):
        return ENGLISH.territories.get(value, value)
    return f"{value:,}" if isinstance(value, int) else value
