"""Hours on days on which clocks change, in every zone and year.

By default two changes of some zones are checked, and all of every zone in the long run.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from webapp.domain.planning.sending_window import EVERY_DAY, SendingWindow

FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2035, 12, 31, tzinfo=UTC)
HOUR, STEP, DAY = timedelta(hours=1), timedelta(minutes=15), timedelta(days=1)
#: Changes of half an hour and of two hours, around midnight, and over the end of a date.
SPECIAL = (
    *("America/Havana", "America/Nuuk", "America/Santiago", "Antarctica/Troll", "Asia/Beirut"),
    *("Africa/Cairo", "Australia/Lord_Howe", "Atlantic/Azores", "Europe/London", "UTC"),
)


def changes(zone: ZoneInfo) -> Iterator[datetime]:
    """Yield the hours (in UTC) in which clocks change."""
    day = FIRST
    while day < LAST:
        if day.astimezone(zone).utcoffset() != (day + DAY).astimezone(zone).utcoffset():
            hours = (day + number * HOUR for number in range(24))
            yield next(
                at
                for at in hours
                if at.astimezone(zone).utcoffset() != (at + HOUR).astimezone(zone).utcoffset()
            )
        day += DAY


def windows(zone: ZoneInfo, change: datetime) -> Iterator[SendingWindow]:
    """Yield windows that begin or end before, in and after the hours of the change."""
    local = {(change + number * HOUR).astimezone(zone).hour for number in (-1, 0, 1, 2)}
    quarters = sorted(time(hour, minute) for hour in local for minute in (0, 15, 30, 45))
    chosen = random.Random(str(change))
    for _ in range(2):
        opens, closes = sorted(chosen.sample(quarters, 2))
        yield SendingWindow(opens, closes, EVERY_DAY, zone)
        yield SendingWindow(opens, time(0), EVERY_DAY, zone)
        if opens > time(0):
            yield SendingWindow(time(0), opens, EVERY_DAY, zone)
    yield SendingWindow(time(0), time(0), EVERY_DAY, zone)


def check(window: SendingWindow, change: datetime) -> None:
    """Check every quarter of an hour from before the change to the end of the next date."""
    limit, sent_on = 3, defaultdict[date, int](int)
    now = change - 3 * HOUR
    while now < change + DAY + 3 * HOUR:
        today = now.astimezone(window.zone).date()
        opening, closing = window.opening(today), window.closing(today)
        is_open, first_day = window.is_open(now), window.first_day(now)
        assert opening <= closing
        assert is_open == (opening <= now < closing)
        assert (first_day == today) == (now < closing and opening < closing)
        assert first_day >= today
        following = window.next_opening(now)
        assert window.is_open(following)
        assert following == min(at for at in _openings(window, today) if at > now)
        if is_open:
            sent_on[today] += max(0, limit - sent_on[first_day])
        now += STEP
    assert all(amount <= limit for amount in sent_on.values())


def _openings(window: SendingWindow, today: date) -> Iterator[datetime]:
    for days in range(4):
        day = today + days * DAY
        if window.has_hours(day):
            yield window.opening(day)


def check_changes(zone: ZoneInfo, moments: Iterable[datetime]) -> None:
    for change in moments:
        for window in windows(zone, change):
            check(window, change)


@pytest.mark.parametrize("name", SPECIAL)
def test_hours_openings_and_days_agree_where_clocks_change(name):
    zone = ZoneInfo(name)
    found = list(changes(zone))

    check_changes(zone, random.Random(name).sample(found, min(2, len(found))))


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_hours_openings_and_days_agree_in_every_zone_and_year():
    seen = set[tuple[object, ...]]()
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        found = tuple(changes(zone))
        same = (found, *(at.astimezone(zone).utcoffset() for at in found))
        if same not in seen:  # another name of the same zone
            check_changes(zone, found)
        seen.add(same)


@pytest.mark.parametrize(
    ("name", "day", "hours", "expected"),
    [
        ("Europe/London", "2027-03-28", ((1, 30), (1, 45)), "02:30 to 02:45"),
        ("America/New_York", "2028-03-12", ((2, 15), (2, 45)), "03:15 to 03:45"),
        ("Europe/Berlin", "2027-03-28", ((2, 30), (3, 15)), "03:30 to 04:15"),
        ("Europe/Berlin", "2027-03-28", ((1, 0), (2, 30)), "01:00 to 03:30"),
        ("Europe/Berlin", "2027-03-28", ((2, 30), (20, 0)), "03:30 to 20:00"),
        ("Africa/Cairo", "2027-04-30", ((0, 0), (9, 0)), "01:00 to 09:00"),
    ],
)
def test_an_hour_that_is_skipped_moves_forward(name, day, hours, expected):
    zone, on = ZoneInfo(name), date.fromisoformat(day)
    window = SendingWindow(time(*hours[0]), time(*hours[1]), EVERY_DAY, zone)

    opens, closes = (at.astimezone(zone) for at in (window.opening(on), window.closing(on)))

    assert f"{opens:%H:%M} to {closes:%H:%M}" == expected
    assert window.is_moved(on)
    assert not window.is_moved(on + DAY)


@pytest.mark.parametrize(
    ("name", "hours", "first", "second"),
    [
        ("America/Santiago", ((20, 0), (23, 30)), "2029-04-08T02:10Z", "2029-04-08T03:10Z"),
        ("Europe/London", ((1, 30), (1, 45)), "2027-10-31T00:35Z", "2027-10-31T01:35Z"),
    ],
)
def test_an_hour_that_comes_twice_counts_once(name, hours, first, second):
    window = SendingWindow(time(*hours[0]), time(*hours[1]), EVERY_DAY, ZoneInfo(name))

    open_at = [window.is_open(datetime.fromisoformat(moment)) for moment in (first, second)]

    assert open_at == [True, False]


def test_hours_in_an_hour_that_is_skipped_at_the_end_of_a_date_are_left_out():
    """In Nuuk 23:00 to 24:00 does not exist on a Saturday in March."""
    window = SendingWindow(time(23, 15), time(23, 45), EVERY_DAY, ZoneInfo("America/Nuuk"))
    saturday = date(2027, 3, 27)

    assert not window.has_hours(saturday)
    assert window.is_moved(saturday)
    assert window.has_hours(saturday + DAY)
