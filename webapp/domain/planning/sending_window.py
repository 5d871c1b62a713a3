"""The hours and weekdays in which a campaign may send."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MIDNIGHT = time(0)
EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True)
class SendingWindow:
    """From `opens` until before `closes` on the given weekdays (Monday is 0), in the zone.

    A window that closes at midnight lasts to the end of the day.
    """

    opens: time
    closes: time
    weekdays: frozenset[int]
    zone: ZoneInfo

    def is_open(self, now: datetime) -> bool:
        """Return whether messages may be sent at this moment.

        >>> office = SendingWindow(time(9), time(17), frozenset(range(5)), ZoneInfo("UTC"))
        >>> office.is_open(datetime.fromisoformat("2025-10-06T09:00Z"))
        True
        >>> office.is_open(datetime.fromisoformat("2025-10-06T17:00Z"))
        False
        """
        local = now.astimezone(self.zone)
        return (
            local.weekday() in self.weekdays
            and self.opens <= local.time()
            and (self.closes == MIDNIGHT or local.time() < self.closes)
        )

    def opening(self, day: date) -> datetime:
        """Return the moment (in UTC) at which the window opens on the day.

        If a clock change skips that hour, it is up to an hour after the change.
        """
        return datetime.combine(day, self.opens, self.zone).astimezone(UTC)

    def closing(self, day: date) -> datetime:
        """Return the moment (in UTC) at which the window closes that opens on the day."""
        closing_day = day + timedelta(days=1) if self.closes == MIDNIGHT else day
        return datetime.combine(closing_day, self.closes, self.zone).astimezone(UTC)

    def first_day(self, now: datetime) -> date:
        """Return the first date, today included, that still has hours to send in.

        Weekdays are left to the plan.
        """
        today = now.astimezone(self.zone).date()
        return today if now < self.closing(today) else today + timedelta(days=1)

    def next_opening(self, now: datetime) -> datetime:
        """Return the next moment at which the window opens, later than now."""
        day = now.astimezone(self.zone).date()
        while day.weekday() not in self.weekdays or self.opening(day) <= now:
            day += timedelta(days=1)
        return self.opening(day)
