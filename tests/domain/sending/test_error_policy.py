"""Every code of WhatsApp has an action, and the same one on both channels."""

from datetime import timedelta

import pytest

from webapp.domain.sending.error_codes import POLICIES, ROWS
from webapp.domain.sending.error_policy import ErrorAction, classify, retry_wait
from webapp.domain.webhook.events import ProviderFault


def fault(code=None, http_status=None, title="Something"):
    return ProviderFault(code, title, http_status=http_status)


#: WhatsApp's table of codes, each with its action.
TABLE = {
    ErrorAction.LATER: {
        *(1, 131000),  # a fault without an explanation
        *(2, 131016, 133004),  # overloaded, or not available
        *(131049, 131056),  # this person got too much
        *(131053, 134101),  # the file, or the template, is not there yet
    },
    ErrorAction.NEVER: {130403, 130472, 130497, 131021, 131026},
    ErrorAction.SLOW: {4, 613, 80007, 130429, 131057},
    ErrorAction.TEMPLATE: {
        *(131055, 131061, 134100),  # neither endpoint takes it
        *(132001, 132007, 132015, 132016, 132068, 132069),
    },
    ErrorAction.STOP: {
        *(0, 104, 190),  # the token
        *(3, 10, *range(200, 300), 131005),  # the permissions
        *(368, 131031, 131037, 131042, 131048, 131063, 131064, 134102),  # the account
        *(33, 131045, 133000, 133005, 133006, 133008, 133009, 133010, 133015, 133016),  # the number
    },
    ErrorAction.OPT_OUT: {131050},
    ErrorAction.FIX: {
        *(100, 131008, 131009, 131030, 131047, 131051, 131062, 131065, 131070),
        *(132000, 132005, 132008, 132012, 132018, 134011, 135000, 137000),
        131052,  # inbound; never about a message of ours
        *(2388019, 2388039, 2388040, 2388047, 2388072, 2388073, 2388293, 2388299),  # templates
        *(1752041, *range(147001, 147006), 2388012, 2388091, 2388093, 2388103, 2494100),  # accounts
    },
}


@pytest.mark.parametrize(
    ("code", "action"), [(code, action) for action, codes in TABLE.items() for code in codes]
)
def test_each_code_has_its_action(code, action):
    assert classify(fault(code)).action is action


def test_every_code_of_the_table_is_known_and_no_other():
    assert POLICIES.keys() == set().union(*TABLE.values())


def test_no_code_has_two_policies_and_each_has_words():
    assert len(POLICIES) == sum(len(codes) for codes, _ in ROWS)
    assert all(policy.reason and policy.advice for policy in POLICIES.values())


@pytest.mark.parametrize("http_status", [None, 200, 400, 429, 500])
def test_a_known_code_decides_whatever_the_http_status(http_status):
    assert classify(fault(131026, http_status)).action is ErrorAction.NEVER


@pytest.mark.parametrize(
    ("code", "http_status", "action"),
    [
        (None, 429, ErrorAction.SLOW),
        (999999, 429, ErrorAction.SLOW),
        (None, 503, ErrorAction.LATER),
        (999999, 400, ErrorAction.LATER),
        (None, None, ErrorAction.LATER),
    ],
)
def test_without_a_known_code_the_http_status_decides(code, http_status, action):
    assert classify(fault(code, http_status)).action is action


def test_an_unknown_code_is_named_and_uses_attempts_up():
    policy = classify(fault(999999, 400, "Newly invented"))

    assert "999999 Newly invented" in policy.reason
    assert policy.uses_attempt
    assert not policy.is_final


def test_a_held_message_that_was_dropped_stops_the_sender():
    assert classify(fault(135000, 400)).action is ErrorAction.FIX
    assert classify(fault(135000), by_receipt=True).action is ErrorAction.STOP
    assert classify(fault(131026), by_receipt=True) == classify(fault(131026))


def test_refusals_that_are_not_about_the_person_use_no_attempt():
    shared = (ErrorAction.SLOW, ErrorAction.TEMPLATE, ErrorAction.STOP)

    assert not any(one.uses_attempt for one in POLICIES.values() if one.action in shared)


def test_only_refusals_of_the_person_or_the_message_are_final():
    final = {policy.action for policy in POLICIES.values() if policy.is_final}

    assert final == {ErrorAction.NEVER, ErrorAction.OPT_OUT, ErrorAction.FIX}


def test_a_refusal_of_the_moment_holds_the_pace_and_one_for_longer_pauses_the_sender():
    assert {code for code, one in POLICIES.items() if one.holds_pace} == {
        *(2, 131016, 133004, 130429)
    }
    assert {code for code, one in POLICIES.items() if one.pauses_sender} == {4, 613, 80007, 131057}


@pytest.mark.parametrize("code", [2, 131016, 133004, 130429, 4, 131056, 132015, 134101, 190])
def test_what_never_reached_the_person_uses_no_attempt(code):
    assert not classify(fault(code)).uses_attempt


@pytest.mark.parametrize("code", [1, 131000, 131049, 131053, 999999])
def test_a_try_that_may_have_reached_the_person_counts(code):
    assert classify(fault(code)).uses_attempt


def test_an_overload_is_waited_for_longer_each_time():
    waits = [retry_wait(classify(fault(131016)), times, 0) for times in (1, 2, 3)]

    assert [wait.total_seconds() for wait in waits] == [120, 240, 480]


def test_too_many_messages_to_one_person_wait_four_times_longer_each_time():
    policy = classify(fault(131056))

    waits = [retry_wait(policy, attempt, 0).total_seconds() for attempt in (1, 2, 3)]

    assert waits == [4, 16, 64]


@pytest.mark.parametrize("attempt", [1, 2, 3])
@pytest.mark.parametrize("jitter", [0, 0.5, 1])
def test_a_capped_person_is_left_alone_for_a_day_at_least(attempt, jitter):
    wait = retry_wait(classify(fault(131049)), attempt, jitter)

    assert timedelta(hours=24) <= wait <= timedelta(hours=30)


def test_no_wait_grows_beyond_all_bounds():
    assert retry_wait(classify(fault(130429)), 10_000, 1) <= timedelta(hours=30)


def test_whoever_waits_for_a_human_waits_no_longer_than_that():
    assert retry_wait(classify(fault(190)), 1, 1) == timedelta(0)


def asked(code, seconds, http_status=429):
    return classify(ProviderFault(code, "No", http_status=http_status, retry_after=seconds))


@pytest.mark.parametrize(
    ("code", "http_status", "seconds", "wait"),
    [
        (130429, 429, 3, 3),
        (130429, 400, 60, 60),
        (None, 429, 60, 60),
        (131016, 503, 120, 120),
        (130429, 429, 0, 1),  # never shorter than our own
        (4, 429, 60, 300),
        (130429, 429, 10**9, 3600),  # a proxy may ask for anything
    ],
)
def test_whatsapp_says_how_long_the_sender_waits(code, http_status, seconds, wait):
    policy = asked(code, seconds, http_status)

    assert policy.wait == timedelta(seconds=wait)
    assert not policy.uses_attempt
    assert policy.pauses_sender == (wait > 5)


def test_a_wait_asked_for_one_person_is_not_for_the_sender():
    policy = asked(131056, 30)

    assert (policy.wait, policy.pauses_sender) == (timedelta(seconds=30), False)


@pytest.mark.parametrize("http_status", [400, 500])
def test_a_wait_asked_for_without_a_throttle_changes_nothing(http_status):
    assert asked(131026, 30, http_status) == classify(fault(131026))


def test_an_object_that_graph_does_not_show_stops_the_sender():
    unknown = ProviderFault(100, "Unsupported post request", subcode=33)

    assert classify(unknown).action is ErrorAction.STOP
    assert classify(ProviderFault(100, "Invalid parameter", subcode=2018)) == classify(fault(100))


@pytest.mark.parametrize("times", [1, 2, 50])
def test_a_template_that_is_still_new_waits_ten_minutes_each_time(times):
    wait = retry_wait(classify(fault(134101)), times, 0)

    assert wait == timedelta(minutes=10)


@pytest.mark.parametrize(
    ("title", "details"),
    [
        ("Legal agreement not signed", ""),
        ("(#100) Invalid parameter", "The legal agreement is not signed."),
    ],
)
def test_a_missing_agreement_pauses_the_template_and_fails_nobody(title, details):
    policy = classify(ProviderFault(100, title, details))

    assert policy.action is ErrorAction.TEMPLATE
    assert "agreement" in policy.reason
