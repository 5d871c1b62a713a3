"""Hours and weekdays in a zone."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from webapp.domain.planning.sending_window import EVERY_DAY, SendingWindow

LIMA = ZoneInfo("America/Lima")  # UTC-5, no summer time
BERLIN = ZoneInfo("Europe/Berlin")
SHOP = SendingWindow(time(9), time(20), frozenset(range(6)), LIMA)
ALWAYS = SendingWindow(time(0), time(0), EVERY_DAY, LIMA)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")


@pytest.mark.parametrize(
    ("window", "moment", "is_open"),
    [
        (SHOP, "2025-10-06 13:59", False),
        (SHOP, "2025-10-06 14:00", True),
        (SHOP, "2025-10-07 00:59", True),
        (SHOP, "2025-10-07 01:00", False),
        (SHOP, "2025-10-05 15:00", False),  # a Sunday
        (ALWAYS, "2025-10-05 04:59", True),
        (ALWAYS, "2025-10-05 05:00", True),
    ],
)
def test_the_window_is_open_in_its_hours(window, moment, is_open):
    assert window.is_open(utc(moment)) == is_open


def test_the_first_day_is_today_until_the_window_has_closed():
    assert SHOP.first_day(utc("2025-10-06 12:00")) == date(2025, 10, 6)
    assert SHOP.first_day(utc("2025-10-07 00:59")) == date(2025, 10, 6)
    assert SHOP.first_day(utc("2025-10-07 01:00")) == date(2025, 10, 7)
    assert ALWAYS.first_day(utc("2025-10-07 04:59")) == date(2025, 10, 6)


def test_the_next_opening_leaves_out_days_off():
    assert SHOP.next_opening(utc("2025-10-04 20:00")) == utc("2025-10-06 14:00")
    assert SHOP.next_opening(utc("2025-10-06 14:00")) == utc("2025-10-07 14:00")


def test_hours_follow_summer_time():
    window = SendingWindow(time(9), time(20), EVERY_DAY, BERLIN)

    assert window.opening(date(2025, 10, 25)) == utc("2025-10-25 07:00")
    assert window.opening(date(2025, 10, 26)) == utc("2025-10-26 08:00")


def test_a_window_that_opens_within_the_hour_that_is_skipped_opens_when_it_is_over():
    window = SendingWindow(time(2, 30), time(20), EVERY_DAY, BERLIN)

    opening = window.opening(date(2025, 3, 30))

    assert opening == utc("2025-03-30 01:30")  # 03:30 in Berlin
    assert not window.is_open(utc("2025-03-30 01:29"))
    assert window.is_open(opening)
