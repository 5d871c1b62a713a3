"""The platform's limits: people per day, messages per second, messages to one person."""

from collections import defaultdict, deque

from simulator.errors import GraphError

DAY_S = 86_400
PAIR_EVERY_S = 6.0
PAIR_BURST = 45


def tier_of(limit: int) -> str:
    """Return a messaging limit as the platform names it.

    >>> tier_of(250), tier_of(2_000), tier_of(-1)
    ('TIER_250', 'TIER_2K', 'TIER_UNLIMITED')
    """
    if limit < 0:
        return "TIER_UNLIMITED"
    return f"TIER_{limit // 1000}K" if limit % 1000 == 0 else f"TIER_{limit}"


class PeopleLedger:
    """The people messaged in the last 24 hours, outside of open windows."""

    def __init__(self) -> None:
        #: Times of the messages by person; the person with the oldest latest message comes first.
        self._written_at: dict[str, list[float]] = {}

    def has_room(self, person: str, now: float, limit: int) -> bool:
        self._forget(now)
        return limit < 0 or person in self._written_at or len(self._written_at) < limit

    def note(self, person: str, now: float) -> None:
        self._written_at[person] = [*self._written_at.pop(person, ()), now]

    def release(self, person: str, at: float) -> None:
        """Release the quota of a failed message, if it was the person's only message."""
        moments = self._written_at.get(person, [])
        if at not in moments:
            return
        moments.remove(at)
        if not moments:
            del self._written_at[person]
        elif at > moments[-1]:
            self._sort()

    def _sort(self) -> None:
        by_latest = sorted(self._written_at.items(), key=lambda one: one[1][-1])
        self._written_at = dict(by_latest)

    def _forget(self, now: float) -> None:
        while self._written_at:
            person, moments = next(iter(self._written_at.items()))
            if moments[-1] > now - DAY_S:
                break
            del self._written_at[person]


class Throughput:
    """One number's calls, in real time: a token bucket, and the busiest second so far."""

    def __init__(self) -> None:
        self._tokens = 0.0
        self._filled_at = 0.0
        self._last_second: deque[float] = deque()
        self.most_in_a_second = 0

    def note(self, now: float) -> None:
        self._last_second.append(now)
        while self._last_second[0] <= now - 1.0:
            self._last_second.popleft()
        self.most_in_a_second = max(self.most_in_a_second, len(self._last_second))

    def take(self, now: float, per_second: int) -> None:
        filled = self._tokens + (now - self._filled_at) * per_second
        self._tokens, self._filled_at = min(float(per_second), filled), now
        if self._tokens < 1.0:
            raise GraphError(130429, "Cloud API message throughput has been reached.")
        self._tokens -= 1.0


class PairRate:
    """One message to a person every 6 seconds, in virtual time; 45 may be borrowed at once."""

    def __init__(self) -> None:
        self._free_at: defaultdict[tuple[str, str], float] = defaultdict(float)

    def take(self, number: str, person: str, now: float) -> None:
        free_at = max(now, self._free_at[number, person])
        if free_at - now >= PAIR_BURST * PAIR_EVERY_S:
            raise GraphError(131056, "Too many messages sent to the same phone number.")
        self._free_at[number, person] = free_at + PAIR_EVERY_S


class CallBudget:
    """Count calls to the management nodes, by the hour of the virtual clock."""

    def __init__(self) -> None:
        self._hour = 0
        self._calls = 0

    def spend(self, now: float, per_hour: int) -> int:
        """Count one call; return how much of the budget is used, in percent."""
        hour = int(now // 3600)
        self._calls = self._calls + 1 if hour == self._hour else 1
        self._hour = hour
        if self._calls > per_hour:
            raise GraphError(80007, "Too many calls to this WhatsApp Business Account.")
        return self._calls * 100 // per_hour
