"""Texts for people, written where nobody knows yet who will read them.

`N_` marks a text for the catalogues and gives it back in English, which is what programs, logs and
the database get. A page translates it: `language.translated`.
"""

from collections.abc import Mapping


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


def _text(one: str, many: str, count: int, values: Mapping[str, object]) -> Text:
    message = many if many and count != 1 else one
    text = Text(message % {name: english(value) for name, value in values.items()})
    text.message, text.plural, text.amount, text.values = one, many, count, values
    return text


def english(value: object) -> object:
    """Write a value of a text in English."""
    return f"{value:,}" if isinstance(value, int) else value
