"""The portfolio's messaging limit rises by itself when it is used and quality holds."""

from simulator.account.limits import DAY_S

#: Each limit and the next one. From the first to the second, messages must have been delivered.
NEXT = {250: 2_000, 2_000: 10_000, 10_000: 100_000, 100_000: -1}
FIRST = 250
DELIVERIES, DELIVERIES_S = 2_000, 30 * DAY_S
USED_S = 7 * DAY_S
RISES_AFTER_S = 6 * 3_600


class RecentPeople:
    """Different people by the time of the last message; the oldest come first."""

    def __init__(self, span_s: float) -> None:
        self._span_s = span_s
        self._at: dict[str, float] = {}

    def note(self, person: str, at: float) -> None:
        self._at.pop(person, None)
        self._at[person] = at

    def count(self, now: float) -> int:
        while self._at and next(iter(self._at.values())) <= now - self._span_s:
            del self._at[next(iter(self._at))]
        return len(self._at)


class Tiers:
    """Decides when the limit rises."""

    def __init__(self) -> None:
        self._written = RecentPeople(USED_S)
        self._delivered = RecentPeople(DELIVERIES_S)
        self._deserved_at: float | None = None

    def note_written(self, person: str, at: float) -> None:
        self._written.note(person, at)

    def note_delivered(self, person: str, at: float) -> None:
        self._delivered.note(person, at)

    def risen(self, limit: int, now: float, *, has_quality: bool) -> int | None:
        """Return the next limit when it has been deserved for long enough."""
        if limit not in NEXT or not has_quality or not self._is_deserved(limit, now):
            self._deserved_at = None
            return None
        if self._deserved_at is None:
            self._deserved_at = now
        if now - self._deserved_at < RISES_AFTER_S:
            return None
        self._deserved_at = None
        return NEXT[limit]

    def _is_deserved(self, limit: int, now: float) -> bool:
        if limit == FIRST:
            return self._delivered.count(now) >= DELIVERIES
        return self._written.count(now) >= limit / 2
