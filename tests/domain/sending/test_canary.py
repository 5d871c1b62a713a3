"""When the rest is sent after a canary, and when it is not."""

from datetime import UTC, datetime, timedelta

import pytest

from webapp.domain.sending.canary import Canary, Rules, judge

SENT = datetime(2025, 10, 6, 9, tzinfo=UTC)
RULES = Rules()  # half an hour; at least half delivered, at most three of ten failed


def decided(canary: Canary, minutes: int) -> str:
    return judge(canary, RULES, SENT + timedelta(minutes=minutes)).name


@pytest.mark.parametrize(
    ("delivered", "failed", "minutes", "judgement"),
    [
        (10, 0, 29, "OPEN"),  # even with a perfect result
        (10, 0, 30, "GOOD"),
        (5, 3, 30, "GOOD"),
        (4, 3, 30, "OPEN"),  # phones are off
        (5, 0, 600, "GOOD"),
        (4, 3, 24 * 60 - 1, "OPEN"),
        (4, 3, 24 * 60, "BAD"),
        (0, 3, 5, "OPEN"),
        (6, 4, 5, "BAD"),  # no later receipt can improve it
        (6, 4, 600, "BAD"),
    ],
)
def test_deliveries_and_failures_decide_on_a_canary(delivered, failed, minutes, judgement):
    assert decided(Canary(10, 10, delivered, failed, SENT), minutes) == judgement


@pytest.mark.parametrize("allocated", [0, 9])
def test_a_canary_that_is_not_full_stays_open(allocated):
    canary = Canary(10, allocated, allocated, 0, SENT if allocated else None)

    assert decided(canary, 100_000) == "OPEN"
    assert canary.decided_at(RULES, SENT) is None


def test_too_many_failures_decide_before_the_canary_is_full():
    assert decided(Canary(10, 5, 0, 4, SENT), 0) == "BAD"


@pytest.mark.parametrize(("minutes", "after"), [(0, 30), (29, 30), (30, 1440), (600, 1440)])
def test_the_time_of_the_next_review_is_known(minutes, after):
    decided_at = Canary(10, 10, 4, 0, SENT).decided_at(RULES, SENT + timedelta(minutes=minutes))

    assert decided_at == SENT + timedelta(minutes=after)


@pytest.mark.parametrize(("skipped", "judgement"), [(0, "OPEN"), (6, "GOOD")])
def test_recipients_who_opted_out_meanwhile_do_not_count(skipped, judgement):
    assert decided(Canary(10, 10, 2, 0, SENT, skipped), 60) == judgement
