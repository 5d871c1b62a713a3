"""The plan of days."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from webapp.domain.planning.day_quota import QuotaHold
from webapp.domain.planning.plan import ANY_HOUR, Demand, Share, Supply, WarmUp, plan

MONDAY = date(2025, 10, 6)
AFTERNOON = datetime(2025, 10, 6, 15, tzinfo=UTC)
DAY = timedelta(days=1)
FIRST, SECOND = UUID(int=1), UUID(int=2)


def demand(
    waiting: int, daily_limit: int = 250, campaign_id: UUID = FIRST, **more: object
) -> Demand:
    given_ = {"priority": 5, "first_day": MONDAY} | more
    return Demand(campaign_id, waiting=waiting, daily_limit=daily_limit, **given_)


def sizes(shares, campaign_id: UUID = FIRST) -> list[int]:
    return [share.size for share in shares if share.campaign_id == campaign_id]


def test_ten_thousand_at_250_a_day_take_forty_days():
    shares = plan([demand(10_000)], Supply(MONDAY, 250))

    assert sizes(shares) == [250] * 40
    assert shares[-1].day == MONDAY + 39 * DAY


def test_the_first_priority_uses_the_quota_before_the_second():
    campaigns = [demand(8_000, campaign_id=SECOND, priority=3), demand(5_000, priority=1)]

    shares = plan(campaigns, Supply(MONDAY, 250))

    assert sizes(shares[:20]) == [250] * 20
    assert sizes(shares[20:], SECOND) == [250] * 32


def test_two_campaigns_share_a_limit_that_is_large_enough():
    campaigns = [demand(5_000, priority=1), demand(8_000, campaign_id=SECOND, priority=3)]

    shares = plan(campaigns, Supply(MONDAY, 500))

    assert {share.day for share in shares[:40]} == {MONDAY + n * DAY for n in range(20)}
    assert len(sizes(shares, SECOND)) == 32


@pytest.mark.parametrize(
    ("one", "supply", "expected"),
    [
        (demand(0), Supply(MONDAY, 250), []),
        (demand(300), Supply(MONDAY, 250, [QuotaHold(AFTERNOON + DAY, 250)]), [250, 50]),
        (demand(300), Supply(MONDAY, 250, [QuotaHold(AFTERNOON + DAY, 210)]), [40, 250, 10]),
        (demand(300), Supply(MONDAY, 250, [QuotaHold(AFTERNOON, 250)]), [250, 50]),  # free by then
        (demand(300), Supply(MONDAY, 250, [QuotaHold(AFTERNOON, 400)]), [250, 50]),
        (demand(300), Supply(MONDAY, None), [250, 50]),
        (demand(300, used=200), Supply(MONDAY, 250), [50, 250]),
        (demand(10, daily_limit=20), Supply(MONDAY, 0), []),
        (
            demand(300, daily_limit=100, warm_up=WarmUp(20, 30)),
            Supply(MONDAY, 250),
            [20, 50, 80, 100, 50],
        ),
        (demand(10, warm_up=WarmUp(1, 3)), Supply(MONDAY, 250), [1, 4, 5]),
        (
            demand(60, warm_up=WarmUp(20, 30), used=15, days_before=1),
            Supply(MONDAY, 250),
            [35, 25],
        ),
        (demand(60, daily_limit=20, last_day=MONDAY + DAY), Supply(MONDAY, 250), [20, 20]),
    ],
)
def test_a_day_holds_what_limit_quota_and_waiting_allow(one, supply, expected):
    assert sizes(plan([one], supply)) == expected


def test_quota_that_comes_free_after_the_hours_is_not_used_that_day():
    mornings = replace(ANY_HOUR, opens=time(9), closes=time(12))
    holds = [QuotaHold(AFTERNOON, 250)]

    (share,) = plan([demand(100, window=mornings)], Supply(MONDAY, 250, holds))

    assert share.day == MONDAY + DAY


def test_a_lower_priority_uses_what_the_first_can_use_later_that_day():
    mornings = replace(ANY_HOUR, opens=time(9), closes=time(12))
    campaigns = [
        demand(200, priority=1),
        demand(200, campaign_id=SECOND, priority=5, window=mornings),
    ]

    shares = plan(campaigns, Supply(MONDAY, 250, [QuotaHold(AFTERNOON, 200)]))

    assert shares[:2] == [Share(MONDAY, FIRST, 200), Share(MONDAY, SECOND, 50)]


def test_a_warm_up_rises_only_with_the_days_on_which_it_sends():
    workdays = replace(ANY_HOUR, weekdays=frozenset({0, 4}))
    one = demand(60, warm_up=WarmUp(10, 10), window=workdays)

    assert plan([one], Supply(MONDAY, 250)) == [
        Share(MONDAY, FIRST, 10),
        Share(MONDAY + 4 * DAY, FIRST, 20),
        Share(MONDAY + 7 * DAY, FIRST, 30),
    ]


def test_a_minimum_share_goes_before_higher_priorities():
    campaigns = [
        demand(500, priority=1),
        demand(50, campaign_id=SECOND, priority=8, minimum=20),
    ]

    shares = plan(campaigns, Supply(MONDAY, 250))

    assert sizes(shares) == [230, 230, 40]
    assert sizes(shares, SECOND) == [20, 20, 10]


def test_a_minimum_share_is_kept_where_quota_comes_free_too_late_for_its_hours():
    mornings = replace(ANY_HOUR, opens=time(9), closes=time(12))
    campaigns = [
        demand(100, priority=1, window=mornings),
        demand(50, campaign_id=SECOND, priority=8, minimum=20, window=mornings),
        demand(10, campaign_id=UUID(int=3)),
    ]

    shares = plan(campaigns, Supply(MONDAY, 250, [QuotaHold(AFTERNOON, 150)]))

    assert sizes(shares) == [80, 20]
    assert sizes(shares, SECOND) == [20, 30]


def test_what_is_used_already_counts_towards_the_minimum():
    low = demand(50, campaign_id=SECOND, priority=8, minimum=20, used=15)

    shares = plan([demand(500, daily_limit=500, priority=1), low], Supply(MONDAY, 100))

    assert sizes(shares, SECOND)[:2] == [5, 20]


def test_days_off_are_left_out():
    workdays = replace(ANY_HOUR, weekdays=frozenset(range(5)))

    days = [share.day for share in plan([demand(60, 10, window=workdays)], Supply(MONDAY, 250))]

    assert [day.weekday() for day in days] == [0, 1, 2, 3, 4, 0]


def test_nothing_is_planned_before_the_first_day():
    later = demand(10, first_day=MONDAY + 3 * DAY)

    assert [share.day for share in plan([later], Supply(MONDAY, 250))] == [later.first_day]


def test_the_demands_are_left_as_they_were():
    one = demand(600, warm_up=WarmUp(10, 10))
    before = replace(one)

    plan([one], Supply(MONDAY, 250))

    assert one == before
