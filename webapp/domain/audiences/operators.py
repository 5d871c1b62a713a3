"""The operators of conditions, and the values that they need."""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from webapp.domain.translatable import N_


class InvalidFilter(ValueError):
    """The filter cannot be read; the message says why."""


class Operator(StrEnum):
    """How a condition compares its field; upper and lower case are the same."""

    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    STARTS_WITH = "starts_with"
    IS_SET = "is_set"
    IS_NOT_SET = "is_not_set"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ON_OR_AFTER = "on_or_after"
    BEFORE = "before"
    LAST_DAYS = "last_days"
    NOT_LAST_DAYS = "not_last_days"
    INCLUDE = "include"
    EXCLUDE = "exclude"


#: The stored formats of a number and a date in attributes; SQL uses the same patterns.
NUMBER = r"-?[0-9]{1,15}([.][0-9]{1,9})?"
#: A number without leading zeros, which codes may have: “7” is “7.00” and is not “007”.
PLAIN_NUMBER = r"-?(0|[1-9][0-9]{0,14})([.][0-9]{1,9})?"
DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
MOST_DAYS = 3650


@dataclass(frozen=True)
class Reader:
    """Checks a value, and describes in words what is valid."""

    fits: Callable[[str], bool]
    words: str


def _is_number(text: str) -> bool:
    return re.fullmatch(NUMBER, text) is not None


def _is_date(text: str) -> bool:
    try:
        return re.fullmatch(DATE, text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _is_days(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 5 and 1 <= int(text) <= MOST_DAYS


def _is_campaign(text: str) -> bool:
    try:
        return bool(uuid.UUID(text))
    except ValueError:
        return False


def _is_file(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


_NUMBER = Reader(_is_number, N_("a number such as 12.5"))
_DATE = Reader(_is_date, N_("a date such as 2026-12-31"))
_DAYS = Reader(_is_days, N_("a number of days, %(most)s at most", most=MOST_DAYS))
_CAMPAIGN = Reader(_is_campaign, N_("the id of a campaign"))

#: The values that fields and operators need; all others accept any text.
VALUES: dict[str, Reader] = {
    Operator.AT_LEAST: _NUMBER,
    Operator.AT_MOST: _NUMBER,
    Operator.ON_OR_AFTER: _DATE,
    Operator.BEFORE: _DATE,
    Operator.LAST_DAYS: _DAYS,
    Operator.NOT_LAST_DAYS: _DAYS,
    "campaigns_got": _CAMPAIGN,
    "campaigns_delivered": _CAMPAIGN,
    "campaigns_failed": _CAMPAIGN,
    "campaigns_read": _CAMPAIGN,
    "campaigns_unread": _CAMPAIGN,
    "campaigns_replied": _CAMPAIGN,
    "files": Reader(_is_file, N_("the number of a file")),
    "subscription": Reader(
        lambda text: text in ("subscribed", "unsubscribed"), N_("“subscribed” or “unsubscribed”")
    ),
}
