"""How a run under faults is judged."""

import pytest

from tools.chaos.verdict import broken, over_limit_windows

HOUR = 3_600


def log(*rows):
    return [
        {"person": person, "at_epoch": hour * HOUR, "in_window": False} for person, hour in rows
    ]


def test_as_many_people_as_the_limit_in_24_hours_are_within_it():
    assert over_limit_windows(log(("eva", 0), ("ada", 23), ("eva", 24), ("bob", 47)), 2) == 0


def test_one_person_more_in_any_24_hours_is_over_the_limit():
    assert over_limit_windows(log(("eva", 0), ("ada", 12), ("bob", 23), ("kim", 37)), 2) == 1


def test_a_second_message_to_the_same_person_keeps_the_person_in_the_window():
    assert over_limit_windows(log(("eva", 0), ("ada", 1), ("eva", 20), ("bob", 26)), 1) == 3


def test_who_wrote_to_us_within_24_hours_is_not_counted():
    answered = [row | {"in_window": True} for row in log(("bob", 2))]

    assert over_limit_windows([*log(("eva", 0), ("ada", 1)), *answered], 2) == 0


KEPT = {
    "has_callback": True,
    "accepted_twice": 0,
    "accepted_without_trace": 0,
    "silently_skipped": 0,
    "unconfirmed": 9,
    "unconfirmed_at_most": 9,
    "unconfirmed_without_cause": 0,
    "unconfirmed_after_a_lost_answer": 5,
    "lost_answers": 5,
    "unconfirmed_left_with_a_message": 0,
    "over_limit_windows": 0,
    "campaign_status": "completed",
    "statuses_add_up": True,
    "open_faults": 0,
    "doctor": "",
    "recovery_seconds_max": 90.0,
}


def test_a_run_that_kept_every_promise_is_not_broken():
    assert broken(KEPT) == []


@pytest.mark.parametrize(
    "change",
    [
        {"accepted_twice": 1},
        {"accepted_without_trace": 1},
        {"silently_skipped": 1},
        {"unconfirmed": 10},
        {"unconfirmed_without_cause": 1},
        {"unconfirmed_after_a_lost_answer": 6},
        {"unconfirmed_left_with_a_message": 1},
        {"over_limit_windows": 1},
        {"campaign_status": "paused"},
        {"statuses_add_up": False},
        {"open_faults": 1},
        {"doctor": "BROKEN"},
        {"recovery_seconds_max": 90.1},
    ],
)
def test_each_promise_can_be_broken(change):
    assert len(broken(KEPT | change)) == 1


def test_without_callback_data_a_lost_answer_may_stay_unconfirmed():
    report = KEPT | {"has_callback": False, "unconfirmed_left_with_a_message": 5}

    assert broken(report) == []
    assert len(broken(report | {"unconfirmed": 10})) == 1
