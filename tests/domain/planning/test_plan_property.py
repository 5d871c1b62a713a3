"""What every plan keeps to, whatever it is asked for."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from webapp.domain.planning.day_quota import DayRoom, Held
from webapp.domain.planning.plan import Demand, Supply, WarmUp, hand_out, plan
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
        taken=st.integers(0, 300),
        window=WINDOWS,
        last_day=st.none() | st.integers(0, 20).map(lambda days: TODAY + timedelta(days=days)),
        minimum=st.integers(0, 60),
        warm_up=st.none() | WARM_UPS,
        days_before=st.integers(0, 5),
    ),
    max_size=6,
).map(lambda found: [replace(one, campaign_id=UUID(int=n)) for n, one in enumerate(found)])
#: Campaigns of one day, some of which close before places come free.
RIVALS = st.lists(
    st.builds(
        lambda hours, priority, waiting, least: Demand(
            *(UUID(int=0), priority, waiting, 300, TODAY),
            window=SendingWindow(*hours, EVERY_DAY, ZONES[0]),
            minimum=least,
        ),
        st.sampled_from([(time(0), time(0)), (time(9), time(12))]),
        st.integers(1, 10),
        st.integers(1, 120),
        st.integers(0, 40),
    ),
    min_size=3,
    max_size=5,
).map(lambda found: [replace(one, campaign_id=UUID(int=n)) for n, one in enumerate(found)])
HELD = st.lists(
    st.builds(
        lambda hours, people: Held(MIDNIGHT + timedelta(hours=hours), people),
        st.integers(0, 48),
        st.integers(1, 200),
    ),
    max_size=4,
)
HELD_TODAY = HELD.map(lambda held: [one for one in held if one.until < MIDNIGHT + DAY])
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
def test_no_campaign_writes_on_a_day_or_to_more_people_than_it_may(demands, supply):
    days = by_day(plan(demands, supply))

    for one in demands:
        before, taken = one.days_before, one.taken  # on its first day
        for day in sorted({one.first_day, *(day for day in days if one.campaign_id in days[day])}):
            size = days[day].get(one.campaign_id, 0)
            limit = min(one.daily_limit, one.warm_up.limit(before) if one.warm_up else 10**6)
            assert size == 0 or (one.is_on(day) and size <= limit - taken)
            before += size + taken > 0
            taken = 0


@settings(max_examples=500, deadline=None)
@given(DEMANDS, SUPPLIES)
def test_no_day_holds_more_than_the_places_that_are_free_by_its_closings(demands, supply):
    for day, sizes in by_day(plan(demands, supply)).items():
        closings = {key: demands[key.int].window.closing(day) for key in sizes}
        for end in closings.values():
            held = sum(people for until, people in supply.held if until > end)
            given_ = sum(size for key, size in sizes.items() if closings[key] <= end)
            assert supply.limit is None or given_ <= max(0, supply.limit - held)


@settings(max_examples=500, deadline=None)
@given(DEMANDS, st.integers(1, 400))
def test_a_day_is_shared_by_minimum_and_priority_alone(demands, limit):
    """Where all places are free all day, the least that someone gets can be counted."""
    left = {one.campaign_id: one.waiting for one in demands}
    shares = by_day(
        plan([replace(one, taken=0, warm_up=None) for one in demands], Supply(TODAY, limit))
    )

    for day in sorted(shares):
        on = sorted((one for one in demands if one.is_on(day)), key=lambda one: one.priority)
        wishes = {one.campaign_id: min(left[one.campaign_id], one.daily_limit) for one in on}
        least = {one.campaign_id: min(wishes[one.campaign_id], one.minimum) for one in on}
        got = {key: shares[day].get(key, 0) for key in wishes}
        assert sum(got.values()) == min(limit, sum(wishes.values())), "idle"
        if sum(least.values()) <= limit:
            assert all(got[key] >= least[key] for key in least)
        for first, second in pairwise(on):
            if got[second.campaign_id] > least[second.campaign_id]:
                assert got[first.campaign_id] == wishes[first.campaign_id], "out of turn"
        for key, size in got.items():
            left[key] -= size


@settings(max_examples=500, deadline=None)
@given(RIVALS, HELD_TODAY)
def test_everyone_gets_the_least_where_all_least_shares_fit(demands, held):
    closings = {one.campaign_id: one.closing(TODAY) for one in demands}
    for end in closings.values():
        least = sum(one.least for one in demands if closings[one.campaign_id] <= end)
        assume(least <= 400 - sum(people for until, people in held if until > end))

    sizes = by_day(plan(demands, Supply(TODAY, 400, held)))[TODAY]

    assert all(sizes.get(one.campaign_id, 0) >= one.least for one in demands)


@settings(max_examples=300, deadline=None)
@given(DEMANDS, st.integers(0, 400), st.data())
def test_what_one_does_not_take_is_there_for_the_next(demands, limit, data):
    """As when batches are cut: someone may find fewer people than it waits for."""
    today = sorted((one for one in demands if one.wish), key=lambda one: one.priority)
    room, taken = DayRoom(limit), dict.fromkeys((one.campaign_id for one in today), 0)

    def take(demand: Demand, places: int) -> int:
        found = data.draw(st.integers(0, places))
        demand.waiting = demand.waiting - found if found == places else 0
        demand.taken += found
        taken[demand.campaign_id] += found
        return found

    hand_out(today, room, take)

    total = sum(taken.values())
    assert total <= limit
    assert total == limit or all(one.wish == 0 for one in today), "idle"
