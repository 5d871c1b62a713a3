"""What may hold a campaign back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from webapp.domain.sending.canary import Wave
from webapp.models import Campaign
from webapp.queries.planning.quota import Places


class Why(StrEnum):
    """What may hold a campaign back, in the order in which it is asked."""

    RESTORE_GUARD = "restore_guard"
    PAUSED = "paused"
    SENDER_STOPPED = "sender_stopped"
    TEMPLATE = "template"
    NOT_STARTED = "not_started"
    SENDER_SLOWED = "sender_slowed"
    HOURS = "hours"
    QUIET = "quiet"
    WAVE = "wave"
    DAY_TAKEN = "day_taken"
    WARM_UP = "warm_up"
    ROOM = "room"
    PRIORITY = "priority"
    MINIMUM = "minimum"
    FREQUENCY = "frequency"
    ATTEMPTS = "attempts"


@dataclass(frozen=True)
class Ahead:
    """A campaign that is served before this one."""

    campaign: Campaign
    waiting: int


@dataclass(frozen=True)
class Constraint:
    """One thing that holds the campaign back; without `ends_at` nobody can say until when."""

    why: Why
    ends_at: datetime | None = None
    people: int = 0  # whom it concerns, or who have used it up
    places: Sequence[Places] = ()
    ahead: Sequence[Ahead] = ()
    wave: Wave | None = None
    holds_everyone: bool = True  # nobody of the campaign is written to as long as it lasts
