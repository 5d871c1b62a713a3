"""The people whom the simulator counts against the daily limit."""

from simulator.account.limits import DAY_S, PeopleLedger


def people(ledger: PeopleLedger, now: float) -> int:
    """Return the count: one less than the smallest limit that allows another person."""
    return next(n for n in range(100) if ledger.has_room("somebody else", now, n + 1))


def test_a_person_takes_one_place_until_a_day_after_the_latest_message():
    ledger = PeopleLedger()
    ledger.note("ana", 0)
    ledger.note("ben", 10)
    ledger.note("ana", 20)

    assert people(ledger, DAY_S + 9) == 2
    assert people(ledger, DAY_S + 15) == 1
    assert people(ledger, DAY_S + 20) == 0


def test_the_place_comes_back_when_all_messages_to_the_person_have_failed():
    ledger = PeopleLedger()
    for at in (0, 5):
        ledger.note("ana", at)

    ledger.release("ana", 0)
    assert people(ledger, 10) == 1
    ledger.release("ana", 5)
    assert people(ledger, 10) == 0


def test_a_latest_message_that_failed_holds_the_place_no_longer():
    ledger = PeopleLedger()
    ledger.note("ana", 0)
    ledger.note("ben", 10)
    ledger.note("ana", 20)

    ledger.release("ana", 20)

    assert people(ledger, DAY_S + 5) == 1
    assert ledger.has_room("ben", DAY_S + 5, 1)


def test_a_failure_that_is_told_twice_or_of_nobody_changes_nothing():
    ledger = PeopleLedger()
    ledger.note("ana", 0)
    ledger.note("ana", 5)

    for _ in range(2):
        ledger.release("ana", 0)
    ledger.release("ben", 0)

    assert people(ledger, 10) == 1
