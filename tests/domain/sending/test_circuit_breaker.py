"""When a campaign has to pause because most of its messages fail."""

import pytest

from webapp.domain.sending import circuit_breaker
from webapp.domain.sending.circuit_breaker import NO_RESPONSE, Outcomes, Rules
from webapp.domain.sending.error_policy import classify
from webapp.domain.webhook.events import ProviderFault

RULES = Rules(last=100, share=0.5)


def tripped(*outcomes: Outcomes) -> tuple[int, dict[str, int]] | None:
    trip = circuit_breaker.tripped(outcomes, RULES)
    return trip and (trip.of, trip.failures)


@pytest.mark.parametrize(
    ("good", "failures", "trips"),
    [
        (100, {}, False),
        (60, {"131000": 49}, False),
        (50, {"131000": 50}, True),
        (10, {"131000": 89}, False),  # too few to decide
        (50, {"131000": 25, "131026": 25}, False),
        (34, {"131026": 66}, False),  # a poor list, not a fault
        (33, {"131026": 67}, True),
        (1, {"131049": 99}, False),
        (0, {"131049": 100}, True),
        (40, {"130497": 60}, True),
    ],
)
def test_the_latest_hundred_decide_and_everyday_failures_weigh_less(good, failures, trips):
    assert bool(tripped(Outcomes(good, failures))) == trips


@pytest.mark.parametrize(
    ("good", "failures", "trips"),
    [(0, {"132000": 19}, False), (0, {"132000": 20}, True), (11, {"132000": 9}, False)],
)
def test_twenty_outcomes_show_our_own_mistakes(good, failures, trips):
    assert bool(tripped(Outcomes(good, failures))) == trips


@pytest.mark.parametrize(
    ("good", "failures", "trips"),
    [
        (0, {"131053": 19}, False),
        (0, {"131053": 20}, True),
        (1, {"131053": 40}, False),  # the file is there, and something else is slow
        (0, {"131053": 39, "131026": 1}, False),
        (0, {"130497": 20}, True),
        (0, {"131000": 60}, False),  # WhatsApp's own trouble may pass
        (0, {"131026": 60}, False),  # a poor list
        (0, {"131049": 60}, False),
    ],
)
def test_twenty_that_all_failed_for_one_cause_of_ours_are_enough(good, failures, trips):
    assert bool(tripped(Outcomes(good, failures))) == trips


def test_old_outcomes_do_not_count():
    bad, good = Outcomes(0, {"131000": 100}), Outcomes(10, {})

    assert tripped(*[good] * 10, bad) is None
    assert tripped(bad, *[good] * 10) == (100, {"131000": 100})


def test_only_the_latest_outcomes_are_added_with_the_most_frequent_code_first():
    trip = tripped(Outcomes(10, {"131026": 20}), Outcomes(0, {"131000": 80}), Outcomes(900, {}))

    assert trip == (110, {"131000": 80, "131026": 20})
    assert list(trip[1]) == ["131000", "131026"]


@pytest.mark.parametrize(
    ("good", "lost", "trips"), [(1000, 30, False), (0, 19, False), (5, 20, True), (30, 20, False)]
)
def test_calls_without_a_response_are_compared_with_all_of_a_time(good, lost, trips):
    assert bool(circuit_breaker.silent(Outcomes(good, {NO_RESPONSE: lost}), RULES)) == trips


@pytest.mark.parametrize(
    ("code", "http_status", "counted"),
    [
        (131000, 500, "131000"),
        (132000, 400, "132000"),
        (None, 500, "no_code"),
        (None, 429, None),  # too fast
        (130429, 429, None),
        (190, 401, None),  # stops the sender
        (132015, 400, None),  # pauses the template's campaigns
        (131050, None, None),  # an opt-out
        (130472, None, None),  # Meta's experiment
        (130403, None, None),  # between this person and WhatsApp, like the next two
        (131056, None, None),
        (131021, None, None),
        (134101, 400, None),  # passes in a few minutes
    ],
)
def test_a_failure_that_is_handled_elsewhere_does_not_count(code, http_status, counted):
    fault = ProviderFault(code, "", http_status=http_status)

    assert circuit_breaker.failure_code(fault, classify(fault)) == counted
