"""The limits of a campaign's values, and their defaults."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from webapp.domain.translatable import N_

MAX_NAME_LENGTH = 200  # characters
MAX_DESCRIPTION_LENGTH = 2_000  # characters
MAX_DAILY_LIMIT = 1_000_000  # recipients
MAX_INITIAL_GROUP = 1_000_000  # recipients, before all others

MIDNIGHT = time(0)
#: The sending hours of a draft, unless others are given.
DEFAULT_OPENS, DEFAULT_CLOSES = time(9), time(20)
DEFAULT_PRIORITY = 5
DEFAULT_DAILY_LIMIT = 250  # recipients


def closes_too_early(opens: time, closes: time) -> bool:
    """Return whether the hours end before they begin; midnight is the end of the day."""
    return closes != MIDNIGHT and closes <= opens


def faults(details: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with a campaign's values, by field; missing ones are valid.

    >>> faults({"name": "Spring", "daily_send_limit": 0})
    {'daily_send_limit': 'Enter a number from 1 to 1,000,000.'}
    """
    faults: dict[str, str] = {}
    for field, most in (("name", MAX_NAME_LENGTH), ("description", MAX_DESCRIPTION_LENGTH)):
        if len(details.get(field) or "") > most:
            faults[field] = N_("Give at most %(most)s characters.", most=most)
    for field, most in (
        ("daily_send_limit", MAX_DAILY_LIMIT),
        ("initial_group", MAX_INITIAL_GROUP),
    ):
        number = details.get(field)
        if number is not None and not 1 <= number <= most:
            faults[field] = N_("Enter a number from %(least)s to %(most)s.", least=1, most=most)
    hours = details.get("window_opens", MIDNIGHT), details.get("window_closes", MIDNIGHT)
    if closes_too_early(*hours):
        faults["window_closes"] = N_("Choose a time later than the beginning.")
    return faults
