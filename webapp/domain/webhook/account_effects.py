"""The effect of an event about an account on the senders of the account."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from webapp.domain.messages import Message, coded
from webapp.domain.moments import from_seconds

#: The restriction that keeps an account from writing first.
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


SHOWN = AccountEffect(Effect.SHOW)
STARTED = AccountEffect(Effect.START)
#: The effects that follow from the name of an event; any other is shown. [D:accounts]
EFFECTS = {
    "ACCOUNT_DELETED": AccountEffect(Effect.STOP, coded("webhook.account_deleted")),
    "ACCOUNT_OFFBOARDED": AccountEffect(Effect.STOP, coded("webhook.account_offboarded")),
    "PARTNER_REMOVED": AccountEffect(Effect.STOP, coded("webhook.partner_removed")),
    "ACCOUNT_RECONNECTED": STARTED,
    "MM_LITE_TERMS_SIGNED": AccountEffect(Effect.SYNC),
}
#: The effects of the states of a ban, the strongest first.
BANS = {
    "DISABLE": AccountEffect(Effect.STOP, coded("webhook.account_banned")),
    "REINSTATE": STARTED,
}


def account_effect(value: Mapping[str, Any], now: datetime) -> AccountEffect:
    """Return what an event about an account means for sending."""
    event = str(value.get("event"))
    if event == "ACCOUNT_RESTRICTION":
        return _restriction(_objects(value.get("restriction_info")), now)
    if event == "DISABLED_UPDATE":
        return _ban(_objects(value.get("ban_info")))
    return EFFECTS.get(event, SHOWN)


def _ban(bans: list[Mapping[str, Any]]) -> AccountEffect:
    """Return the effect of a ban, whose state comes as a text or as a list of them."""
    states = [state for ban in bans for state in _listed(ban.get("waba_ban_state"))]
    return next((effect for state, effect in BANS.items() if state in states), SHOWN)


def _restriction(restrictions: list[Mapping[str, Any]], now: datetime) -> AccountEffect:
    """Return the effect of restrictions; only one kind stops campaigns, until it has expired."""
    ends = [
        from_seconds(entry.get("expiration"))
        for entry in restrictions
        if entry.get("restriction_type") == NO_CAMPAIGNS
    ]
    lasting = [until for until in ends if until is None or until > now]
    if not lasting:
        return SHOWN
    known = [until for until in lasting if until is not None]
    until = max(known) if len(known) == len(lasting) else None
    return AccountEffect(Effect.STOP, coded("webhook.account_restricted"), until)


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [entry for entry in _listed(value) if isinstance(entry, dict)]


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]
