"""Each call is made in its slot of the sender's queue."""

import asyncio
import time

import pytest
from redis import RedisError

from webapp.services.sending import token_bucket
from webapp.services.sending.engine.pace import HEADROOM, Pace

PER_SECOND = 100


@pytest.fixture
def pace(app) -> Pace:
    """The pace of a sender of a hundred messages a second."""
    return Pace(1, PER_SECOND)


def called_at(pace: Pace, *slots: float) -> list[float]:
    """Return when calls with these slots are made, in order."""
    moments = []

    async def call(slot: float) -> None:
        await pace.wait_for(slot)
        moments.append(time.monotonic())

    async def all_calls() -> None:
        await asyncio.gather(*map(call, slots))

    asyncio.run(all_calls())
    return sorted(moments)


def test_slots_are_as_far_apart_as_the_sender_allows(pace):
    first, second, third = pace.reserve(10), pace.reserve(10), Pace(1, PER_SECOND).reserve(1)

    apart = 10 / (PER_SECOND * HEADROOM)
    assert second - first == pytest.approx(apart, abs=0.02)
    assert third - second == pytest.approx(apart, abs=0.02)


def test_another_sender_has_slots_of_its_own(pace):
    pace.reserve(1_000)

    assert Pace(2, PER_SECOND).reserve(1) == pytest.approx(time.monotonic(), abs=0.1)


def test_slots_are_reserved_ahead(pace):
    assert pace.reserve(1, ahead=2) == pytest.approx(time.monotonic() + 2, abs=0.1)


def test_a_call_waits_for_its_slot(pace):
    slot = time.monotonic() + 0.2

    [moment] = called_at(pace, slot)

    assert moment >= slot


def test_calls_that_missed_their_slots_take_others_one_after_the_other(pace):
    missed = time.monotonic() - 1

    moments = called_at(pace, *[missed] * 10)

    assert moments[-1] - moments[0] >= 9 / PER_SECOND - 0.005
    assert pace.reserve(1) >= moments[-1]


def test_a_call_that_is_hardly_late_keeps_its_slot(pace, monkeypatch):
    monkeypatch.setattr("webapp.services.sending.engine.pace.LATE_SECONDS", 60)
    pace.reserve(PER_SECOND // 2)
    began = time.monotonic()

    [moment] = called_at(pace, began - 1)

    assert moment - began < 0.4


def test_a_call_whose_next_slot_would_be_too_late_is_made_at_once(pace):
    pace.reserve(10 * PER_SECOND)
    began = time.monotonic()

    [moment] = called_at(pace, began - 1)

    assert moment - began < 0.5


def test_without_redis_there_is_no_slot_and_a_late_call_keeps_its_own(pace, monkeypatch):
    def away(*_):
        raise RedisError("away")

    monkeypatch.setattr(token_bucket, "reserve", away)
    began = time.monotonic()

    assert pace.reserve(1) == float("inf")
    assert called_at(pace, began - 1)[0] - began < 0.5
