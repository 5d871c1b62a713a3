"""The hours and weekdays in which a campaign may send."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MIDNIGHT = time(0)
EVERY_DAY = frozenset(range(7))
DAY = timedelta(days=1)


@dataclass(frozen=True)
class SendingWindow:
    """From `opens` until before `closes` on the given weekdays (Monday is 0), in the zone.

    A window that closes at midnight lasts to the end of the day.

    On each date it is one span of time, also where clocks change. In an hour that comes twice, a
    time means its first pass. An hour that is skipped moves forward by what is skipped, and the
    closing as well where the opening would reach it; never into the next date.
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
        today = now.astimezone(self.zone).date()
        return today.weekday() in self.weekdays and self.opening(today) <= now < self.closing(today)

    def opening(self, day: date) -> datetime:
        """Return the moment (in UTC) at which the window opens on the day."""
        return min(self._moment(day, self.opens), self._end(day))

    def closing(self, day: date) -> datetime:
        """Return the moment (in UTC) at which the window closes that opens on the day."""
        end = self._end(day)
        if self.closes == MIDNIGHT:
            return end
        opening, closing = self._moment(day, self.opens), self._moment(day, self.closes)
        if closing <= opening:
            closing += self._skipped(day, self.opens)
        return min(closing, end)

    def has_hours(self, day: date) -> bool:
        """Return whether the window opens on the date, whatever its weekday."""
        return self.opening(day) < self.closing(day)

    def is_moved(self, day: date) -> bool:
        """Return whether a clock change skips the time at which the window opens or closes."""
        closes = None if self.closes == MIDNIGHT else self.closes
        return any(at and self._skipped(day, at) for at in (self.opens, closes))

    def first_day(self, now: datetime) -> date:
        """Return the first date, today included, that still has hours to send in.

        Weekdays are left to the plan.
        """
        today = now.astimezone(self.zone).date()
        days = [day for day in (today, today + DAY) if self.has_hours(day)]
        return next((day for day in days if now < self.closing(day)), today + 2 * DAY)

    def next_opening(self, now: datetime) -> datetime:
        """Return the next moment at which the window opens, later than now."""
        day = now.astimezone(self.zone).date()
        while not (self._is_on(day) and self.opening(day) > now):
            day += DAY
        return self.opening(day)

    def _is_on(self, day: date) -> bool:
        return day.weekday() in self.weekdays and self.has_hours(day)

    def _moment(self, day: date, at: time) -> datetime:
        """Return the moment of the first pass of a local time; a skipped one moves forward."""
        return datetime.combine(day, at, self.zone).astimezone(UTC)

    def _end(self, day: date) -> datetime:
        return self._moment(day + DAY, MIDNIGHT)

    def _skipped(self, day: date, at: time) -> timedelta:
        """Return by how much a clock change moves the time forward; nothing if it exists."""
        local = datetime.combine(day, at)
        shown = self._moment(day, at).astimezone(self.zone).replace(tzinfo=None)
        return max(shown - local, timedelta(0))
