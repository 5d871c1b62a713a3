"""The report: the verdict on an application that writes too much, twice, or too late."""

from zoneinfo import ZoneInfo

import pytest

from simulator.control.report import (
    days_of,
    hash_of,
    most_people_in_any_24_hours,
    report,
    written_to_after_opt_out,
)
from simulator.messages.log import Accepted
from simulator.people.opt_outs import Signal

HOUR = 3_600.0
START = 1_790_035_200.0  # 2026-09-22T00:00:00Z


def row(n, person="a", hours=0.0, **more):
    fields = {
        "n": n, "wamid": f"wamid.{n}", "to": f"+{person}", "wa_id": person, "person": person,
        "phone_number_id": "1", "template": "offer", "language": "en", "category": "marketing",
        "callback": None, "body": "", "at_epoch": START + hours * HOUR, "in_window": False,
        "outcome": "read", "code": None,
    }  # fmt: skip
    return Accepted(**fields | more)


@pytest.mark.parametrize(
    ("rows", "most"),
    [
        ([], 0),
        ([row(1, "a"), row(2, "a", 1)], 1),
        ([row(1, "a"), row(2, "b", 23.9)], 2),
        ([row(1, "a"), row(2, "b", 24)], 1),
        ([row(1, "a"), row(2, "b", 12), row(3, "c", 30), row(4, "d", 35)], 3),
        ([row(1, "a"), row(2, "b", 1, in_window=True)], 1),
        ([row(1, "a"), row(2, "a", 20), row(3, "b", 30)], 2),
    ],
)
def test_people_are_counted_in_the_worst_24_hours(rows, most):
    assert most_people_in_any_24_hours(rows) == most


def test_a_repetition_counts_per_template_and_overall():
    rows = [row(1, "a"), row(2, "a", 30), row(3, "b"), row(4, "b", 1, template="other")]

    verdict = report(rows, [], ZoneInfo("UTC"), 0.0)

    assert verdict["people_written_to_twice"] == 1
    assert verdict["people_with_more_than_one_message"] == 2


def test_a_failed_message_reached_nobody():
    rows = [row(1, "a", outcome="failed", code=131049), row(2, "a", 30)]

    verdict = report(rows, [], ZoneInfo("UTC"), 0.0)

    assert (verdict["people_written_to_twice"], verdict["people_reached_twice"]) == (1, 0)


@pytest.mark.parametrize(
    ("signals", "late"),
    [
        ([], 0),
        ([Signal("a", "stop", 1, START)], 1),
        ([Signal("a", "stop", 2, START + HOUR)], 0),
        ([Signal("b", "stop", 0, START)], 0),
        ([Signal("a", "native_stop", 1, START)], 1),
        ([Signal("a", "stop", 0, START), Signal("a", "start", 0, START)], 0),
        ([Signal("a", "stop", 0, START), Signal("a", "native_resume", 0, START)], 2),
        ([Signal("a", "native_stop", 0, START), Signal("a", "native_resume", 1, START)], 1),
    ],
)
def test_who_said_stop_must_not_be_written_to(signals, late):
    rows = [row(1, "a"), row(2, "a", 1)]

    assert written_to_after_opt_out(rows, signals) == late


def test_messages_in_flight_may_be_forgiven():
    rows = [row(1, "a", 1), row(2, "a", 3)]
    signals = [Signal("a", "stop", 0, START + HOUR)]

    assert written_to_after_opt_out(rows, signals, grace_s=HOUR) == 1


def test_days_are_those_of_the_zone():
    rows = [row(1, "a", 1), row(2, "a", 2), row(3, "b", 6)]

    days = days_of(rows, ZoneInfo("America/Bogota"))

    assert days == {
        "2026-09-21": {"accepted": 2, "people": 1},
        "2026-09-22": {"accepted": 1, "people": 1},
    }


def test_the_hash_does_not_depend_on_the_order_within_a_day_nor_on_ids():
    utc = ZoneInfo("UTC")
    rows = [row(1, "a", 1, body="Hi Ana"), row(2, "b", 2, body="Hi Bo")]
    again = [row(7, "b", 3, body="Hi Bo"), row(8, "a", 4, body="Hi Ana", outcome="sent")]

    assert hash_of(rows, utc) == hash_of(again, utc)


@pytest.mark.parametrize(
    "change",
    [{"hours": 24}, {"person": "b"}, {"template": "other"}, {"language": "es"}, {"body": "Hi Bo"}],
)
def test_the_hash_depends_on_day_person_template_and_values(change):
    utc = ZoneInfo("UTC")

    assert hash_of([row(1, body="Hi Ana")], utc) != hash_of(
        [row(1, **{"body": "Hi Ana"} | change)], utc
    )
