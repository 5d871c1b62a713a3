"""The hours in which nobody is written to, by the clock on the recipient's own wall."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from webapp.domain import phone_zones
from webapp.domain.sending_window import SendingWindow

#: Looked ahead for the next moment: two weeks hold every weekday under every change of clocks.
AHEAD = timedelta(days=14)
STEP = timedelta(minutes=15)


@dataclass(frozen=True)
class QuietHours:
    """From `begins` until before `ends`; over midnight where it ends earlier than it begins."""

    begins: time
    ends: time

    def covers(self, local: time) -> bool:
        """Answer whether this time of day is quiet.

        >>> night = QuietHours(time(21), time(8))
        >>> [night.covers(time(hour)) for hour in (20, 21, 7, 8)]
        [False, True, True, False]
        """
        if self.begins <= self.ends:
            return self.begins <= local < self.ends
        return local >= self.begins or local < self.ends

    def hold(self, moment: datetime, zones: Iterable[ZoneInfo]) -> bool:
        """Answer whether it is quiet at the moment in any of the zones."""
        return any(self.covers(moment.astimezone(zone).time()) for zone in zones)

    def awake(self, groups: Iterable[str], now: datetime, fallback: ZoneInfo) -> list[str]:
        """Answer in which of these groups of zones it is quiet nowhere; see `phone_zones`."""
        return [one for one in groups if not self.hold(now, phone_zones.zones(one, fallback))]

    def next_moment(
        self, now: datetime, zones: Iterable[ZoneInfo], window: SendingWindow
    ) -> datetime | None:
        """Answer when, later than now, the window is open and it is quiet nowhere.

        To the quarter of an hour, never too early; None where the two leave no time at all.
        """
        zones = tuple(zones)
        first = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)
        for step in range(1, AHEAD // STEP):
            moment = first + step * STEP
            if window.is_open(moment) and not self.hold(moment, zones):
                return moment
        return None
