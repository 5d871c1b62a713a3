"""Each call keeps to its place in the queue of its number."""

import asyncio
import time

import pytest
from redis import RedisError

from webapp.services.sending import token_bucket
from webapp.services.sending.engine.pace import HEADROOM, Pace

A_SECOND = 100


@pytest.fixture
def pace(app) -> Pace:
    """The pace of a number that may be called a hundred times a second."""
    return Pace(1, A_SECOND)


def made(pace: Pace, *dues: float) -> list[float]:
    """When calls are made that are due at these moments, in order."""
    moments = []

    async def call(due: float) -> None:
        await pace.keep_to(due)
        moments.append(time.monotonic())

    async def all_of_them() -> None:
        await asyncio.gather(*map(call, dues))

    asyncio.run(all_of_them())
    return sorted(moments)


def test_places_lie_as_far_apart_as_the_number_allows(pace):
    first, second, third = pace.reserve(10), pace.reserve(10), Pace(1, A_SECOND).reserve(1)

    apart = 10 / (A_SECOND * HEADROOM)
    assert second - first == pytest.approx(apart, abs=0.02)
    assert third - second == pytest.approx(apart, abs=0.02)


def test_another_number_has_places_of_its_own(pace):
    pace.reserve(1_000)

    assert Pace(2, A_SECOND).reserve(1) == pytest.approx(time.monotonic(), abs=0.1)


def test_places_are_reserved_ahead(pace):
    assert pace.reserve(1, ahead=2) == pytest.approx(time.monotonic() + 2, abs=0.1)


def test_a_call_waits_for_its_place(pace):
    due = time.monotonic() + 0.2

    [moment] = made(pace, due)

    assert moment >= due


def test_calls_that_missed_their_places_take_others_one_after_the_other(pace):
    missed = time.monotonic() - 1

    moments = made(pace, *[missed] * 10)

    assert moments[-1] - moments[0] >= 9 / A_SECOND - 0.005
    assert pace.reserve(1) >= moments[-1]


def test_a_call_that_is_hardly_late_keeps_its_place(pace, monkeypatch):
    monkeypatch.setattr("webapp.services.sending.engine.pace.TOLERANCE", 60)
    pace.reserve(A_SECOND // 2)
    began = time.monotonic()

    [moment] = made(pace, began - 1)

    assert moment - began < 0.4


def test_a_call_for_which_another_place_comes_too_late_is_made_at_once(pace):
    pace.reserve(10 * A_SECOND)
    began = time.monotonic()

    [moment] = made(pace, began - 1)

    assert moment - began < 0.5


def test_without_redis_there_is_no_place_and_a_late_call_keeps_its_own(pace, monkeypatch):
    def away(*_):
        raise RedisError("away")

    monkeypatch.setattr(token_bucket, "reserve", away)
    began = time.monotonic()

    assert pace.reserve(1) == float("inf")
    assert made(pace, began - 1)[0] - began < 0.5
