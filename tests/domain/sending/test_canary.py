"""When the people after a first wave are written to, and when not."""

from datetime import UTC, datetime, timedelta

import pytest

from webapp.domain.sending.canary import Rules, Wave, judge

WRITTEN = datetime(2025, 10, 6, 9, tzinfo=UTC)
RULES = Rules()  # half an hour; at least half delivered, at most three of ten failed


def decided(wave: Wave, minutes: int) -> str:
    return judge(wave, RULES, WRITTEN + timedelta(minutes=minutes)).name


@pytest.mark.parametrize(
    ("delivered", "failed", "minutes", "judgement"),
    [
        (10, 0, 29, "OPEN"),  # however good it looks
        (10, 0, 30, "GOOD"),
        (5, 3, 30, "GOOD"),
        (4, 3, 30, "OPEN"),  # phones are off
        (5, 0, 600, "GOOD"),
        (4, 3, 24 * 60 - 1, "OPEN"),
        (4, 3, 24 * 60, "BAD"),
        (0, 3, 5, "OPEN"),
        (6, 4, 5, "BAD"),  # nothing can make it better
        (6, 4, 600, "BAD"),
    ],
)
def test_a_wave_is_decided_on_by_what_arrived_and_what_failed(
    delivered, failed, minutes, judgement
):
    assert decided(Wave(10, 10, delivered, failed, WRITTEN), minutes) == judgement


@pytest.mark.parametrize("taken", [0, 9])
def test_a_wave_that_is_not_full_waits_for_its_people(taken):
    wave = Wave(10, taken, taken, 0, WRITTEN if taken else None)

    assert decided(wave, 100_000) == "OPEN"
    assert wave.decided_at(RULES, WRITTEN) is None


def test_too_many_failures_decide_before_the_wave_is_full():
    assert decided(Wave(10, 5, 0, 4, WRITTEN), 0) == "BAD"


@pytest.mark.parametrize(("minutes", "after"), [(0, 30), (29, 30), (30, 1440), (600, 1440)])
def test_it_is_told_when_a_wave_will_be_decided_on(minutes, after):
    found = Wave(10, 10, 4, 0, WRITTEN).decided_at(RULES, WRITTEN + timedelta(minutes=minutes))

    assert found == WRITTEN + timedelta(minutes=after)


@pytest.mark.parametrize(("skipped", "judgement"), [(0, "OPEN"), (6, "GOOD")])
def test_those_who_opted_out_meanwhile_count_neither_way(skipped, judgement):
    assert decided(Wave(10, 10, 2, 0, WRITTEN, skipped), 60) == judgement
