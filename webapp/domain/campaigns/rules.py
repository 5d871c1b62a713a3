"""What a campaign may be given, and what it has until someone chooses."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from webapp.domain.translatable import N_

LONGEST_NAME = 200  # characters
LONGEST_DESCRIPTION = 2_000  # characters
MOST_PER_DAY = 1_000_000  # recipients
MOST_FIRST = 1_000_000  # recipients, before all others

MIDNIGHT = time(0)
#: Hours in which people may be written to, for a draft that is given none.
OPENS, CLOSES = time(9), time(20)
PRIORITY = 5
PER_DAY = 250  # recipients


def closes_too_early(opens: time, closes: time) -> bool:
    """Return whether the hours end before they begin; midnight is the end of the day."""
    return closes != MIDNIGHT and closes <= opens


def faults(details: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with a campaign's details, by field; those not given are right.

    >>> faults({"name": "Spring", "daily_send_limit": 0})
    {'daily_send_limit': 'Enter a number from 1 to 1,000,000.'}
    """
    found: dict[str, str] = {}
    for field, most in (("name", LONGEST_NAME), ("description", LONGEST_DESCRIPTION)):
        if len(details.get(field) or "") > most:
            found[field] = N_("Give at most %(most)s characters.", most=most)
    for field, most in (("daily_send_limit", MOST_PER_DAY), ("initial_group", MOST_FIRST)):
        number = details.get(field)
        if number is not None and not 1 <= number <= most:
            found[field] = N_("Enter a number from %(least)s to %(most)s.", least=1, most=most)
    hours = details.get("window_opens", MIDNIGHT), details.get("window_closes", MIDNIGHT)
    if closes_too_early(*hours):
        found["window_closes"] = N_("Choose a time later than the beginning.")
    return found
