"""Enforced limits, and faults on purpose."""

import pytest


def test_strict_holds_to_the_messaging_limit_over_24_hours(api):
    api.control("settings", strict=True, messaging_limit=2)
    first, second = api.send("+573000000001"), api.send("+573000000002")

    again, third = api.send("+573000000001"), api.send("+573000000003")
    api.jump(24 * 3_600)
    next_day = api.send("+573000000003")

    assert [a.status for a in (first, second, again, next_day)] == [200, 200, 200, 200]
    assert third.code == 131048


def test_a_failed_message_gives_its_place_back(api):
    api.control("settings", strict=True, messaging_limit=1, fail_with=131026)
    api.send("+573000000001")
    full = api.send("+573000000002")

    api.settle()

    assert full.code == 131048
    assert api.send("+573000000002").status == 200


def test_a_failed_message_leaves_the_place_of_an_earlier_one(api):
    api.control("settings", strict=True, messaging_limit=1)
    api.send("+573000000001")
    api.control("settings", fail_with=131026)
    api.jump(60)
    api.send("+573000000001")

    api.settle()

    assert api.send("+573000000002").code == 131048


def test_a_number_has_a_throughput(api):
    api.control("settings", enforce_throughput=True, messages_per_second=5)

    answers = [api.send(f"+57300000{n:04}") for n in range(20)]

    refused = [answer for answer in answers if answer.status != 200]
    assert {(answer.status, answer.code) for answer in refused} == {(429, 130429)}
    assert len(refused) >= 10


def test_too_many_messages_to_one_person_are_refused(api):
    api.control("settings", enforce_pair_rate=True)
    burst = [api.send().status for _ in range(45)]

    refused = api.send()
    api.jump(6)

    assert set(burst) == {200}
    assert refused.code == 131056
    assert api.send().status == 200


@pytest.mark.parametrize(
    ("fault", "status"),
    [("rate_429", 429), ("rate_429_unknown", 429), ("rate_5xx", 500), ("rate_non_json", 502)],
)
def test_a_refused_call_leaves_no_trace(api, fault, status):
    api.control("settings", **{fault: 1.0})

    assert api.send().status == status
    assert api.accepted() == []


@pytest.mark.parametrize(
    ("fault", "accepted"),
    [("rate_reset_before", 0), ("rate_reset_after_accept", 1), ("rate_timeout_after_accept", 1)],
)
def test_a_lost_answer_leaves_the_truth_in_the_log(api, fault, accepted):
    api.control("settings", **{fault: 1.0})

    api.send_and_lose(biz_opaque_callback_data="c1")

    assert len(api.accepted()) == accepted


def test_a_token_can_be_revoked_and_the_account_restricted(api):
    api.control("settings", token_revoked=True)
    revoked = api.send()
    api.control("settings", token_revoked=False, refuse_with=368)

    assert (revoked.code, api.send().code) == (190, 368)
