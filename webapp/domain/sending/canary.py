"""The canary: a few recipients whose outcomes must be good before the rest is sent.

On pages and in the API it is called the initial group.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

#: A canary that has too few deliveries by then is bad, whatever comes later.
CANARY_MAX_WAIT = timedelta(hours=24)


@dataclass(frozen=True)
class Rules:
    """When a canary is good, and when it is bad.

    Phones that are off make many messages late: what is missing after the wait gets more time,
    up to CANARY_MAX_WAIT.
    """

    wait: timedelta = timedelta(minutes=30)
    delivered: float = 0.5  # at least this share
    failed: float = 0.3  # at most this share


@dataclass(frozen=True)
class Canary:
    """The progress of a campaign's present canary."""

    size: int
    allocated: int  # recipients in its batches so far
    delivered: int
    failed: int
    sent_at: datetime | None = None  # when the last of its batches was sent
    skipped: int = 0  # allocated, and opted out before the message was sent

    @property
    def is_full(self) -> bool:
        return self.allocated >= self.size

    @property
    def sent(self) -> int:
        return self.allocated - self.skipped

    def decided_at(self, rules: Rules, now: datetime) -> datetime | None:
        """Return when it is reviewed next; None while its recipients wait."""
        if not self.is_full or self.sent_at is None:
            return None
        first = self.sent_at + rules.wait
        return first if first > now else self.sent_at + max(CANARY_MAX_WAIT, rules.wait)


class Judgement(Enum):
    """The decision about the rest of the campaign."""

    GOOD = "good"  #: it is sent
    BAD = "bad"  #: the campaign pauses
    OPEN = "open"  #: it waits


def judge(canary: Canary, rules: Rules, now: datetime) -> Judgement:
    """Return the judgement: good only after the wait, bad as soon as that is certain."""
    if canary.failed > rules.failed * canary.size:
        return Judgement.BAD
    if not canary.is_full or canary.sent_at is None or now < canary.sent_at + rules.wait:
        return Judgement.OPEN
    if canary.delivered >= rules.delivered * canary.sent:
        return Judgement.GOOD
    return Judgement.BAD if now >= canary.sent_at + CANARY_MAX_WAIT else Judgement.OPEN
