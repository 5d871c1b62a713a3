"""How a run under faults is judged."""

from chaos.verdict import over_limit_windows

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
