"""The plan of days."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.plan import Demand, Supply, plan

MONDAY = date(2025, 10, 6)
FIRST, SECOND = UUID(int=1), UUID(int=2)


def demand(
    waiting: int, daily_limit: int = 250, campaign_id: UUID = FIRST, **more: object
) -> Demand:
    given_ = {"priority": 5, "first_day": MONDAY} | more
    return Demand(campaign_id, waiting=waiting, daily_limit=daily_limit, **given_)


def sizes(shares, campaign_id: UUID = FIRST) -> list[int]:
    return [share.size for share in shares if share.campaign_id == campaign_id]


def test_ten_thousand_at_250_a_day_take_forty_days():
    shares = plan([demand(10_000)], Supply(MONDAY, 250, 250))

    assert sizes(shares) == [250] * 40
    assert shares[-1].day == MONDAY + timedelta(days=39)


def test_the_first_priority_takes_the_room_before_the_second():
    campaigns = [demand(8_000, campaign_id=SECOND, priority=3), demand(5_000, priority=1)]

    shares = plan(campaigns, Supply(MONDAY, 250, 250))

    assert sizes(shares[:20]) == [250] * 20
    assert sizes(shares[20:], SECOND) == [250] * 32


def test_two_campaigns_share_a_limit_that_is_large_enough():
    campaigns = [demand(5_000, priority=1), demand(8_000, campaign_id=SECOND, priority=3)]

    shares = plan(campaigns, Supply(MONDAY, 500, 500))

    assert {share.day for share in shares[:40]} == {MONDAY + timedelta(n) for n in range(20)}
    assert len(sizes(shares, SECOND)) == 32


@pytest.mark.parametrize(
    ("one", "supply", "expected"),
    [
        (demand(0), Supply(MONDAY, 250, 250), []),
        (demand(300), Supply(MONDAY, 0, 250), [250, 50]),
        (demand(300), Supply(MONDAY, 40, 250), [40, 250, 10]),
        (demand(300), Supply(MONDAY, None, None), [250, 50]),
        (demand(300, taken_on_first_day=200), Supply(MONDAY, 250, 250), [50, 250]),
        (demand(10, daily_limit=20), Supply(MONDAY, 5, 0), [5]),
    ],
)
def test_a_day_holds_what_limit_room_and_waiting_allow(one, supply, expected):
    assert sizes(plan([one], supply)) == expected


def test_days_off_are_left_out():
    workdays = demand(60, daily_limit=10, weekdays=frozenset(range(5)))

    days = [share.day for share in plan([workdays], Supply(MONDAY, 250, 250))]

    assert [day.weekday() for day in days] == [0, 1, 2, 3, 4, 0]


def test_nothing_is_planned_before_the_first_day():
    later = demand(10, first_day=MONDAY + timedelta(days=3))

    assert [share.day for share in plan([later], Supply(MONDAY, 250, 250))] == [later.first_day]


@given(
    st.lists(st.tuples(st.integers(1, 10), st.integers(0, 500), st.integers(1, 300)), max_size=6),
    st.integers(0, 400),
    st.integers(1, 400),
)
def test_everyone_is_planned_once_and_no_day_holds_too_many(campaigns, today, a_day):
    demands = [
        demand(waiting, limit, UUID(int=number), priority=priority)
        for number, (priority, waiting, limit) in enumerate(campaigns)
    ]

    shares = plan(demands, Supply(MONDAY, today, a_day))

    for one in demands:
        assert sum(sizes(shares, one.campaign_id)) == one.waiting
        assert all(size <= one.daily_limit for size in sizes(shares, one.campaign_id))
    for day in {share.day for share in shares}:
        taken = sum(share.size for share in shares if share.day == day)
        assert taken <= (today if day == MONDAY else a_day)
