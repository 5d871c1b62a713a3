"""WhatsApp's own cap on the marketing messages that one person gets, from all businesses."""

from datetime import timedelta

from webapp.domain.sending.error_actions import Policy
from webapp.domain.translatable import N_, Text

#: WhatsApp held a marketing message back because the person gets many.
CODE = 131049
#: No marketing for the person for this time after it; earlier tries are punished [D:errors].
HOLD = timedelta(hours=24)

#: WhatsApp's categories that are not marketing: order updates, sign-in codes.
OTHER_CATEGORIES = ("UTILITY", "AUTHENTICATION")
MARKETING = "MARKETING"

_EEA = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
#: Countries in which WhatsApp has no such cap, so that the code is not expected [D:peruser].
COUNTRIES_WITHOUT_CAP = frozenset([*_EEA.split(), "GB", "JP", "KR"])

_UNEXPECTED = N_(
    "WhatsApp has no such limit where this person lives, so this is not expected. It is tried "
    "again after a day. If it happens often, ask WhatsApp's support."
)


def is_marketing(category: str) -> bool:
    """Return whether messages of a template's category count as marketing, also of an unknown one.

    >>> is_marketing("MARKETING"), is_marketing("UTILITY")
    (True, False)
    """
    return category not in OTHER_CATEGORIES


def advice_for(policy: Policy, code: int | None, country: str) -> Text:
    """Return what staff can do about a refusal of a message to a person in the country."""
    if code == CODE and country in COUNTRIES_WITHOUT_CAP:
        return _UNEXPECTED
    return policy.advice
