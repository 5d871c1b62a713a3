"""Rules that every plan obeys, for all demands."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from webapp.domain.planning.day_quota import DayQuota, QuotaHold
from webapp.domain.planning.plan import Demand, Supply, WarmUp, allocate_day, plan
from webapp.domain.planning.sending_window import EVERY_DAY, SendingWindow

TODAY = date(2025, 10, 25)  # clocks change on the next day
MIDNIGHT, DAY = datetime(2025, 10, 25, tzinfo=UTC), timedelta(days=1)
ZONES = [ZoneInfo(name) for name in ("UTC", "America/Bogota", "Europe/Berlin", "Pacific/Auckland")]
HOURS = [(time(0), time(0)), (time(9), time(20)), (time(9), time(12)), (time(14), time(0))]

WINDOWS = st.builds(
    lambda hours, weekdays, zone: SendingWindow(*hours, weekdays, zone),
    st.sampled_from(HOURS),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.sampled_from(ZONES),
)
WARM_UPS = st.builds(WarmUp, st.integers(1, 60), st.integers(1, 60))
DEMANDS = st.lists(
    st.builds(
        Demand,
        campaign_id=st.just(UUID(int=0)),
        priority=st.integers(1, 10),
        waiting=st.integers(0, 500),
        daily_limit=st.integers(1, 300),
        first_day=st.integers(0, 9).map(lambda days: TODAY + timedelta(days=days)),
        used=st.integers(0, 300),
        window=WINDOWS,
        last_day=st.none() | st.integers(0, 20).map(lambda days: TODAY + timedelta(days=days)),
        minimum=st.integers(0, 60),
        warm_up=st.none() | WARM_UPS,
        days_before=st.integers(0, 5),
    ),
    max_size=6,
).map(lambda demands: [replace(one, campaign_id=UUID(int=n)) for n, one in enumerate(demands)])
#: Campaigns of one day, some of which close before quota is available again.
RIVALS = st.lists(
    st.builds(
        lambda hours, priority, waiting, guaranteed: Demand(
            *(UUID(int=0), priority, waiting, 300, TODAY),
            window=SendingWindow(*hours, EVERY_DAY, ZONES[0]),
            minimum=guaranteed,
        ),
        st.sampled_from([(time(0), time(0)), (time(9), time(12))]),
        st.integers(1, 10),
        st.integers(1, 120),
        st.integers(0, 40),
    ),
    min_size=3,
    max_size=5,
).map(lambda demands: [replace(one, campaign_id=UUID(int=n)) for n, one in enumerate(demands)])
HELD = st.lists(
    st.builds(
        lambda hours, amount: QuotaHold(MIDNIGHT + timedelta(hours=hours), amount),
        st.integers(0, 48),
        st.integers(1, 200),
    ),
    max_size=4,
)
HELD_TODAY = HELD.map(lambda holds: [one for one in holds if one.until < MIDNIGHT + DAY])
SUPPLIES = st.builds(Supply, st.just(TODAY), st.none() | st.integers(1, 400), HELD)


def by_day(shares) -> dict[date, dict[UUID, int]]:
    days: dict[date, dict[UUID, int]] = defaultdict(dict)
    for share in shares:
        assert share.campaign_id not in days[share.day], "two shares of one day"
        days[share.day][share.campaign_id] = share.size
    return days


@settings(max_examples=500, deadline=None)
@given(DEMANDS, SUPPLIES)
def test_everyone_is_planned_once_unless_the_last_day_comes_first(demands, supply):
    days = by_day(plan(demands, supply))

    for one in demands:
        planned = sum(day.get(one.campaign_id, 0) for day in days.values())
        assert planned == one.waiting or (one.last_day and planned < one.waiting)


@settings(max_examples=500, deadline=None)
@given(DEMANDS, SUPPLIES)
def test_no_campaign_sends_on_a_day_or_to_more_recipients_than_it_may(demands, supply):
    days = by_day(plan(demands, supply))

    for one in demands:
        before, used = one.days_before, one.used  # on its first day
        for day in sorted({one.first_day, *(day for day in days if one.campaign_id in days[day])}):
            size = days[day].get(one.campaign_id, 0)
            limit = min(one.daily_limit, one.warm_up.limit(before) if one.warm_up else 10**6)
            assert size == 0 or (one.is_on(day) and size <= limit - used)
            before += size + used > 0
            used = 0


@settings(max_examples=500, deadline=None)
@given(DEMANDS, SUPPLIES)
def test_no_day_holds_more_than_the_quota_that_is_free_by_its_closings(demands, supply):
    for day, sizes in by_day(plan(demands, supply)).items():
        closings = {key: demands[key.int].window.closing(day) for key in sizes}
        for end in closings.values():
            holds = sum(amount for until, amount in supply.holds if until > end)
            given_ = sum(size for key, size in sizes.items() if closings[key] <= end)
            assert supply.limit is None or given_ <= max(0, supply.limit - holds)


@settings(max_examples=500, deadline=None)
@given(DEMANDS, st.integers(1, 400))
def test_a_day_is_shared_by_minimum_and_priority_alone(demands, limit):
    """If the quota is free all day, the minimum that a campaign gets can be computed."""
    left = {one.campaign_id: one.waiting for one in demands}
    shares = by_day(
        plan([replace(one, used=0, warm_up=None) for one in demands], Supply(TODAY, limit))
    )

    for day in sorted(shares):
        on = sorted((one for one in demands if one.is_on(day)), key=lambda one: one.priority)
        requested = {one.campaign_id: min(left[one.campaign_id], one.daily_limit) for one in on}
        guaranteed = {one.campaign_id: min(requested[one.campaign_id], one.minimum) for one in on}
        got = {key: shares[day].get(key, 0) for key in requested}
        assert sum(got.values()) == min(limit, sum(requested.values())), "idle"
        if sum(guaranteed.values()) <= limit:
            assert all(got[key] >= guaranteed[key] for key in guaranteed)
        for first, second in pairwise(on):
            if got[second.campaign_id] > guaranteed[second.campaign_id]:
                assert got[first.campaign_id] == requested[first.campaign_id], "out of turn"
        for key, size in got.items():
            left[key] -= size


@settings(max_examples=500, deadline=None)
@given(RIVALS, HELD_TODAY)
def test_every_campaign_gets_its_minimum_where_all_minimums_fit(demands, holds):
    closings = {one.campaign_id: one.closing(TODAY) for one in demands}
    for end in closings.values():
        guaranteed = sum(one.guaranteed for one in demands if closings[one.campaign_id] <= end)
        assume(guaranteed <= 400 - sum(amount for until, amount in holds if until > end))

    sizes = by_day(plan(demands, Supply(TODAY, 400, holds)))[TODAY]

    assert all(sizes.get(one.campaign_id, 0) >= one.guaranteed for one in demands)


@settings(max_examples=300, deadline=None)
@given(DEMANDS, st.integers(0, 400), st.data())
def test_what_one_does_not_use_is_there_for_the_next(demands, limit, data):
    """A campaign may find fewer recipients than it has waiting."""
    today = sorted((one for one in demands if one.requested), key=lambda one: one.priority)
    quota, used = DayQuota(limit), dict.fromkeys((one.campaign_id for one in today), 0)

    def allocate(demand: Demand, amount: int) -> int:
        used_now = data.draw(st.integers(0, amount))
        demand.waiting = demand.waiting - used_now if used_now == amount else 0
        demand.used += used_now
        used[demand.campaign_id] += used_now
        return used_now

    allocate_day(today, quota, allocate)

    total = sum(used.values())
    assert total <= limit
    assert total == limit or all(one.requested == 0 for one in today), "idle"
