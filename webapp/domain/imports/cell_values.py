"""The kinds of values that attributes hold, and the formats in which files contain them.

A value is stored as text in one format for its kind, so that templates can show it and filters can
compare it: a number as 1234.5, a date as 2026-03-01, yes and no as such.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from functools import lru_cache

from webapp.domain.messages import Refusal, coded


class Kind(StrEnum):
    """What an attribute holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"


class Writing(StrEnum):
    """The format of a column's cells; dates come in two orders."""

    TEXT = "text"
    NUMBER = "number"
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    YES_NO = "yes_no"


KINDS = {
    Writing.TEXT: Kind.TEXT,
    Writing.NUMBER: Kind.NUMBER,
    Writing.DAY_FIRST: Kind.DATE,
    Writing.MONTH_FIRST: Kind.DATE,
    Writing.YES_NO: Kind.YES_NO,
}

YES = frozenset(["yes", "y", "true", "t", "1", "x", "sí", "si", "s", "sim", "oui", "ja", "on"])
NO = frozenset(["no", "n", "false", "f", "0", "não", "nao", "non", "nein", "off"])

PLAIN_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
#: 1,234.50 and 1.234,50 and 1 234,50: the last sign separates the decimals.
GROUPED = re.compile(r"(-?\d{1,3}(?:[,.\u00a0\u202f' ]\d{3})*)(?:([.,])(\d+))?")
#: A value that begins with a zero is a code, not a number.
CODE = re.compile(r"-?0\d")
ISO_DATE = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)(?:[T ].*)?")
WRITTEN_DATE = re.compile(r"(\d\d?)[/.\- ](\d\d?)[/.\- ](\d{4})")


#: A million cells hold some thousands of different values.
cached = lru_cache(maxsize=10_000)


class BadValue(Refusal):
    """The cell does not hold what its column should."""


@cached
def number(text: str) -> str:
    """Return a number from any usual format of thousands and decimals.

    >>> number("1,234.50"), number("1.234,5"), number("007"), number("-0,5")
    ('1234.50', '1234.5', '7', '-0.5')
    """
    if not PLAIN_NUMBER.fullmatch(text):
        text = _grouped(text)
    whole, _, decimals = text.partition(".")
    if not decimals:
        return str(int(whole))
    sign = "-" if whole.startswith("-") else ""  # which -0 would lose
    return f"{sign}{abs(int(whole))}.{decimals}"


def _grouped(text: str) -> str:
    match = GROUPED.fullmatch(text) or re.fullmatch(r"(-?\d+)(,)(\d+)", text)
    if not match:
        raise BadValue(coded("imports.not_a_number", text=text[:40]))
    whole = re.sub(r"[^\d-]", "", match[1])
    return f"{whole}.{match[3]}" if match[3] else whole


@cached
def day_first(text: str) -> str:
    """Return a date that is written as in most of the world, 31/12/2026, or as ISO."""
    return _date(text, day=1, month=2)


@cached
def month_first(text: str) -> str:
    """Return a date that is written as in the United States, 12/31/2026, or as ISO."""
    return _date(text, day=2, month=1)


def _date(text: str, day: int, month: int) -> str:
    if match := ISO_DATE.fullmatch(text):
        parts = match[1], match[2], match[3]
    elif match := WRITTEN_DATE.fullmatch(text):
        parts = match[3], match[month], match[day]
    else:
        raise BadValue(coded("imports.not_a_date", text=text[:40]))
    try:
        return date(*map(int, parts)).isoformat()
    except ValueError:
        raise BadValue(coded("imports.no_day", text=text[:40])) from None


@cached
def yes_no(text: str) -> str:
    """Return yes or no from any usual format.

    >>> yes_no("TRUE"), yes_no("Não")
    ('yes', 'no')
    """
    word = text.casefold()
    if word in YES or word in NO:
        return "yes" if word in YES else "no"
    raise BadValue(coded("imports.neither_yes_nor_no", text=text[:40]))


#: The reader of each format; text stays as it is.
READERS: dict[Writing, Callable[[str], str] | None] = {
    Writing.TEXT: None,
    Writing.NUMBER: number,
    Writing.DAY_FIRST: day_first,
    Writing.MONTH_FIRST: month_first,
    Writing.YES_NO: yes_no,
}


def guess(samples: Iterable[str]) -> Writing:
    """Return the probable format of a column by a few cells; text where it is not clear.

    >>> guess(["13/02/2026", "01/02/2026"]), guess(["0", "0.5"]), guess(["00123"])
    (<Writing.DAY_FIRST: 'day_first'>, <Writing.NUMBER: 'number'>, <Writing.TEXT: 'text'>)
    """
    cells = [cell.strip() for cell in samples if cell.strip()]
    if any(CODE.match(cell) for cell in cells):
        candidates = [Writing.DAY_FIRST, Writing.MONTH_FIRST]
    else:
        candidates = [Writing.DAY_FIRST, Writing.MONTH_FIRST, Writing.NUMBER, Writing.YES_NO]
    fitting = (
        candidate
        for candidate in candidates
        if cells and all(_fits(cell, candidate) for cell in cells)
    )
    return next(fitting, Writing.TEXT)


def _fits(cell: str, writing: Writing) -> bool:
    reader = READERS[writing]
    try:
        return reader is not None and bool(reader(cell))
    except BadValue:
        return False
