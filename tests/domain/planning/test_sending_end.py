"""The end of an offer: no planned day has its hours after it, in any zone and on any date."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.planning.plan import Demand, Supply, plan
from webapp.domain.planning.sending_end import CLAIM_MARGIN, SendingEnd
from webapp.domain.planning.sending_window import EVERY_DAY, SendingWindow

BOGOTA, DAY = ZoneInfo("America/Bogota"), timedelta(days=1)
OFFICE = SendingWindow(time(9), time(20), EVERY_DAY, BOGOTA)
TODAY = date(2025, 10, 25)  # clocks change in Europe on the next day, in America a week later
ZONES = [
    ZoneInfo(name)
    for name in ("UTC", "America/Bogota", "America/New_York", "Europe/Berlin", "Pacific/Auckland")
]
WINDOWS = st.builds(
    SendingWindow,
    st.sampled_from([time(0), time(2, 30), time(9)]),
    st.sampled_from([time(0), time(12), time(20)]),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.sampled_from(ZONES),
)
ENDS = st.builds(
    SendingEnd,
    st.integers(-2, 20).map(lambda days: TODAY + days * DAY),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    WINDOWS,
)


@pytest.mark.parametrize(
    ("until", "last_day", "moment"),
    [
        (time(18), date(2025, 11, 3), "2025-11-03T23:00+00:00"),
        (time(9), date(2025, 11, 2), "2025-11-03T14:00+00:00"),
        (time(7), date(2025, 11, 2), "2025-11-03T12:00+00:00"),
        (None, date(2025, 11, 3), "2025-11-04T01:00+00:00"),
    ],
)
def test_the_last_day_is_the_last_one_with_hours_before_the_end(until, last_day, moment):
    end = SendingEnd(date(2025, 11, 3), until, OFFICE)

    assert end.last_day == last_day
    assert end.moment == datetime.fromisoformat(moment)


def test_claims_stop_before_the_moment_so_that_no_message_is_later():
    end = SendingEnd(date(2025, 11, 3), time(18), OFFICE)

    assert end.is_over(end.moment - CLAIM_MARGIN)
    assert not end.is_over(end.moment - CLAIM_MARGIN - timedelta(seconds=1))


def test_a_last_day_without_a_time_lasts_to_midnight_where_the_campaign_is():
    end = SendingEnd(date(2025, 11, 3), None, OFFICE)

    assert not end.is_over(datetime(2025, 11, 4, 4, 59, tzinfo=UTC))
    assert end.is_over(datetime(2025, 11, 4, 5, 0, tzinfo=UTC))


@given(ENDS, st.integers(1, 300), st.integers(1, 60))
def test_nobody_is_planned_after_the_end_and_everybody_before_if_there_is_time(
    end, waiting, daily_limit
):
    demand = Demand(
        *(UUID(int=1), 5, waiting, daily_limit, TODAY),
        window=end.window,
        last_day=end.last_day,
        ends_at=end.moment,
    )

    shares = plan([demand], Supply(TODAY, None))

    assert all(end.window.opening(share.day) < end.moment for share in shares)
    days = [TODAY + n * DAY for n in range(max(0, (end.day - TODAY).days + 1))]
    usable = [
        day
        for day in days
        if day.weekday() in end.window.weekdays and end.window.opening(day) < end.moment
    ]
    assert sum(share.size for share in shares) == min(waiting, daily_limit * len(usable))


@given(ENDS, st.integers(-2, 21).map(lambda days: TODAY + days * DAY))
def test_the_hours_of_a_day_never_last_beyond_the_end(end, day):
    demand = Demand(
        UUID(int=1), 5, 1, 1, day, window=end.window, last_day=end.last_day, ends_at=end.moment
    )

    assert demand.closing(day) <= end.moment or not demand.is_on(day)
