"""The first wave: a few people whose outcomes must be good before the others are written to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

#: A wave of which too little has arrived by then is bad, whatever may come later.
LONGEST = timedelta(hours=24)


@dataclass(frozen=True)
class Rules:
    """When a wave is good, and when it is bad.

    Phones that are off make many messages late: what is missing after the wait is waited for
    longer, but not for ever.
    """

    wait: timedelta = timedelta(minutes=30)
    delivered: float = 0.5  # at least this share
    failed: float = 0.3  # at most this share


@dataclass(frozen=True)
class Wave:
    """How the present wave of a campaign stands."""

    size: int
    taken: int  # people of it who were taken so far
    delivered: int
    failed: int
    written_at: datetime | None = None  # when the last of them were written to
    skipped: int = 0  # taken, and opted out before they were written to

    @property
    def is_full(self) -> bool:
        return self.taken >= self.size

    @property
    def written_to(self) -> int:
        return self.taken - self.skipped

    def decided_at(self, rules: Rules, now: datetime) -> datetime | None:
        """Return when it is reviewed next; None while recipients of it wait."""
        if not self.is_full or self.written_at is None:
            return None
        first = self.written_at + rules.wait
        return first if first > now else self.written_at + max(LONGEST, rules.wait)


class Judgement(Enum):
    """What is to become of the others."""

    GOOD = "good"  #: they are written to
    BAD = "bad"  #: the campaign pauses
    OPEN = "open"  #: they wait


def judge(wave: Wave, rules: Rules, now: datetime) -> Judgement:
    """Decide on the others: for them after the wait, against them as soon as it is certain."""
    if wave.failed > rules.failed * wave.size:
        return Judgement.BAD
    if not wave.is_full or wave.written_at is None or now < wave.written_at + rules.wait:
        return Judgement.OPEN
    if wave.delivered >= rules.delivered * wave.written_to:
        return Judgement.GOOD
    return Judgement.BAD if now >= wave.written_at + LONGEST else Judgement.OPEN
