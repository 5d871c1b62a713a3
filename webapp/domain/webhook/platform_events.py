"""The effect of events about numbers and accounts on sending."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from webapp.domain.messages import Message, coded
from webapp.domain.moments import from_seconds
from webapp.domain.planning.messaging_limits import MESSAGING_LIMITS, THROUGHPUT

HIGH_THROUGHPUT = THROUGHPUT["HIGH"]
#: Events about the quality of a number.
NUMBER_QUALITY = {"FLAGGED": "RED", "UNFLAGGED": "GREEN"}
#: The keys of limits, the newer first.
LIMIT_KEYS = (
    "max_daily_conversations_per_business",
    "max_daily_conversation_per_phone",
    "current_limit",
)
UNLIMITED = -1
#: The owner has accepted the terms of the Marketing Messages API.
TERMS_SIGNED = "MM_LITE_TERMS_SIGNED"
NO_CAMPAIGNS = "RESTRICTED_BIZ_INITIATED_MESSAGING"


class Effect(Enum):
    """The effect of an event about an account on its senders."""

    STOP = "stop"
    START = "start"
    SHOW = "show"
    SYNC = "sync"


@dataclass(frozen=True)
class AccountEffect:
    """The effect, its reason, and when it ends automatically, where WhatsApp says so."""

    kind: Effect
    reason: Message | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Limit:
    """A messaging limit: different people in 24 hours, or None for no limit."""

    contacts: int | None


def limit(value: Mapping[str, Any]) -> Limit | None:
    """Return the messaging limit in the value; None where there is none.

    >>> limit({"max_daily_conversations_per_business": "TIER_2K"})
    Limit(contacts=2000)
    """
    for key in LIMIT_KEYS:
        stated = value.get(key)
        if isinstance(stated, str) and stated in MESSAGING_LIMITS:
            return Limit(MESSAGING_LIMITS[stated])
        if isinstance(stated, str) and re.fullmatch(r"-?\d{1,9}", stated):
            stated = int(stated)
        if isinstance(stated, int) and not isinstance(stated, bool):
            return Limit(None if stated == UNLIMITED else max(0, stated))
    return None


def account_effect(value: Mapping[str, Any]) -> AccountEffect:
    """Return what an event about an account means for sending."""
    event = value.get("event")
    if event == "ACCOUNT_RESTRICTION":
        return _restriction(value.get("restriction_info"))
    if event == "DISABLED_UPDATE":
        ban = value.get("ban_info")
        return BANS.get(ban.get("waba_ban_state") if isinstance(ban, dict) else None, SHOWN)
    if event == TERMS_SIGNED:
        return AccountEffect(Effect.SYNC)
    return AccountEffect(Effect.STOP, DELETED) if event == "ACCOUNT_DELETED" else SHOWN


DELETED = coded("webhook.account_deleted")
SHOWN = AccountEffect(Effect.SHOW)
BANS: dict[object, AccountEffect] = {
    "DISABLE": AccountEffect(Effect.STOP, coded("webhook.account_banned")),
    "REINSTATE": AccountEffect(Effect.START),
}


def _restriction(restrictions: object) -> AccountEffect:
    """Return the effect of restrictions; only one kind stops campaigns."""
    for entry in restrictions if isinstance(restrictions, list) else ():
        if isinstance(entry, dict) and entry.get("restriction_type") == NO_CAMPAIGNS:
            reason = coded("webhook.account_restricted")
            return AccountEffect(Effect.STOP, reason, from_seconds(entry.get("expiration")))
    return SHOWN


def digits(number: str) -> str:
    """Return the digits of a number as WhatsApp shows it."""
    return re.sub(r"\D", "", number)


def description(field: str, value: Mapping[str, Any]) -> Message:
    """Return the field's name and the short values of an event.

    >>> description("account_alerts", {"alert_type": "OBA_APPROVED", "alert_severity": "INFO"})
    'WhatsApp tells: account alerts (OBA_APPROVED, INFO)'
    """
    values = [str(entry)[:80] for entry in value.values() if isinstance(entry, str | int)]
    short = f" ({', '.join(values[:5])})" if values else ""
    return coded("webhook.whatsapp_tells", field=field.replace("_", " "), told=short)
