"""What news about templates, numbers and accounts mean for us."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from webapp.domain.planning.messaging_limits import PEOPLE, THROUGHPUT
from webapp.domain.translatable import N_

HIGH_THROUGHPUT = THROUGHPUT["HIGH"]
#: Events about a template after which it may be sent, as WhatsApp's page of statuses has them.
#: A flagged one may be sent until it is disabled.
SENDABLE = {"APPROVED": "APPROVED", "REINSTATED": "APPROVED", "UNARCHIVED": "APPROVED"}
#: Events about a number that tell its quality.
NUMBER_QUALITY = {"FLAGGED": "RED", "UNFLAGGED": "GREEN"}
#: Where limits stand, the newer key first.
LIMIT_KEYS = (
    "max_daily_conversations_per_business",
    "max_daily_conversation_per_phone",
    "current_limit",
)
UNLIMITED = -1
NO_CAMPAIGNS = "RESTRICTED_BIZ_INITIATED_MESSAGING"


class Effect(Enum):
    """What news about an account does to its senders."""

    STOP = "stop"
    START = "start"
    SHOW = "show"


@dataclass(frozen=True)
class AccountEffect:
    """The effect, why, and when it ends by itself, where WhatsApp says so."""

    kind: Effect
    reason: str = ""
    until: datetime | None = None


def template_status(event: str, known: str) -> str:
    """Answer a template's status after an event about it."""
    if event in ("", "FLAGGED"):
        return known
    return SENDABLE.get(event, event)


@dataclass(frozen=True)
class Limit:
    """A messaging limit: different people in 24 hours, or None for no limit."""

    people: int | None


def limit(value: Mapping[str, Any]) -> Limit | None:
    """Read a messaging limit; None where there is none to be read.

    >>> limit({"max_daily_conversations_per_business": "TIER_2K"})
    Limit(people=2000)
    """
    for key in LIMIT_KEYS:
        given = value.get(key)
        if isinstance(given, str) and given in PEOPLE:
            return Limit(PEOPLE[given])
        if isinstance(given, str) and re.fullmatch(r"-?\d{1,9}", given):
            given = int(given)
        if isinstance(given, int) and not isinstance(given, bool):
            return Limit(None if given == UNLIMITED else max(0, given))
    return None


def account_effect(value: Mapping[str, Any]) -> AccountEffect:
    """Read what news about an account means for sending."""
    event = value.get("event")
    if event == "ACCOUNT_RESTRICTION":
        return _restriction(value.get("restriction_info"))
    if event == "DISABLED_UPDATE":
        ban = value.get("ban_info")
        return BANS.get(ban.get("waba_ban_state") if isinstance(ban, dict) else None, SHOWN)
    return AccountEffect(Effect.STOP, DELETED) if event == "ACCOUNT_DELETED" else SHOWN


DELETED = N_("The WhatsApp Business account was deleted")
SHOWN = AccountEffect(Effect.SHOW)
BANS: dict[object, AccountEffect] = {
    "DISABLE": AccountEffect(Effect.STOP, N_("WhatsApp has banned the account")),
    "REINSTATE": AccountEffect(Effect.START),
}


def _restriction(told: object) -> AccountEffect:
    """Read restrictions, of which only one keeps campaigns from being sent."""
    for one in told if isinstance(told, list) else ():
        if isinstance(one, dict) and one.get("restriction_type") == NO_CAMPAIGNS:
            reason = N_("WhatsApp lets the account write to nobody first")
            return AccountEffect(Effect.STOP, reason, _moment(one.get("expiration")))
    return SHOWN


def _moment(seconds: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(str(seconds)), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def digits(number: str) -> str:
    """Keep the digits of a number as WhatsApp shows it."""
    return re.sub(r"\D", "", number)


def in_words(field: str, value: Mapping[str, Any]) -> str:
    """Say what was told, as far as it says anything short.

    >>> in_words("account_alerts", {"alert_type": "OBA_APPROVED", "alert_severity": "INFO"})
    'WhatsApp tells: account alerts (OBA_APPROVED, INFO)'
    """
    said = [str(one)[:80] for one in value.values() if isinstance(one, str | int)]
    told = f" ({', '.join(said[:5])})" if said else ""
    return N_("WhatsApp tells: %(field)s%(told)s", field=field.replace("_", " "), told=told)
