"""The hours in which nothing is sent, by the local time of the recipient."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from webapp.domain.contacts import phone_zones
from webapp.domain.planning.sending_window import SendingWindow

#: How far ahead to search: two weeks have every weekday, also when clocks change.
SEARCH_DAYS = 14


@dataclass(frozen=True)
class QuietHours:
    """From `begins` until before `ends`; over midnight where it ends earlier than it begins."""

    begins: time
    ends: time

    def covers(self, local: time) -> bool:
        """Return whether this time of day is quiet.

        >>> night = QuietHours(time(21), time(8))
        >>> [night.covers(time(hour)) for hour in (20, 21, 7, 8)]
        [False, True, True, False]
        """
        if self.begins <= self.ends:
            return self.begins <= local < self.ends
        return local >= self.begins or local < self.ends

    def hold(self, moment: datetime, zones: Iterable[ZoneInfo]) -> bool:
        """Return whether it is quiet at the moment in any of the zones."""
        return any(self.covers(moment.astimezone(zone).time()) for zone in zones)

    def awake(self, groups: Iterable[str], now: datetime, fallback: ZoneInfo) -> list[str]:
        """Return the groups of zones in which it is quiet nowhere; see `phone_zones`."""
        return [group for group in groups if not self.hold(now, phone_zones.zones(group, fallback))]

    def next_moment(
        self, now: datetime, zones: Iterable[ZoneInfo], window: SendingWindow
    ) -> datetime | None:
        """Return when, later than now, the window is open and it is quiet nowhere.

        None if the two leave no time at all. Such a time begins when the window opens, or when
        quiet hours end somewhere.
        """
        zones = tuple(zones)
        days = [now.date() + timedelta(days=number) for number in range(-1, SEARCH_DAYS)]
        begins = {window.opening(day) for day in days}
        begins |= {datetime.combine(day, self.ends, zone) for day in days for zone in zones}
        for moment in sorted(moment.astimezone(UTC) for moment in begins):
            if moment > now and window.is_open(moment) and not self.hold(moment, zones):
                return moment
        return None
