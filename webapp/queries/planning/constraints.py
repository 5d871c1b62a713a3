"""The constraints that may hold a campaign back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from webapp.domain.sending.canary import Canary
from webapp.models import Campaign
from webapp.queries.planning.quota import Release


class ConstraintKind(StrEnum):
    """The kinds of constraints, in the order in which they are checked."""

    RESTORE_GUARD = "restore_guard"
    PAUSED = "paused"
    SENDER_STOPPED = "sender_stopped"
    TEMPLATE = "template"
    NOT_STARTED = "not_started"
    SENDER_SLOWED = "sender_slowed"
    HOURS = "hours"
    QUIET = "quiet"
    CANARY = "canary"
    DAILY_LIMIT = "daily_limit"
    WARM_UP = "warm_up"
    QUOTA = "quota"
    PRIORITY = "priority"
    MINIMUM = "minimum"
    FREQUENCY = "frequency"
    MARKETING_HOLD = "marketing_hold"
    ATTEMPTS = "attempts"


@dataclass(frozen=True)
class Competitor:
    """A campaign that goes before this one."""

    campaign: Campaign
    waiting: int


@dataclass(frozen=True)
class Constraint:
    """One constraint of the campaign; without `ends_at` its end is unknown."""

    kind: ConstraintKind
    ends_at: datetime | None = None
    amount: int = 0  # recipients it concerns, or who used it up
    releases: Sequence[Release] = ()
    ahead: Sequence[Competitor] = ()
    canary: Canary | None = None
    holds_everyone: bool = True  # nobody is sent to while it lasts
