"""Marketing has an endpoint of its own."""

import pytest

from webapp.domain.sending.onboarding import STATES, describe
from webapp.domain.sending.routing import (
    Endpoint,
    MarketingRoute,
    MarketingSettings,
    ProductPolicy,
    endpoint,
    may_switch,
    other_endpoint,
)
from webapp.domain.webhook.events import ProviderFault

INELIGIBLE = [state for state in STATES if state.startswith("INELIGIBLE")]
OTHERS = [state for state in STATES if state not in INELIGIBLE]
ALWAYS_CLOUD = MarketingSettings(MarketingRoute.CLOUD_API, onboarding="ONBOARDED")


@pytest.mark.parametrize("category", ["UTILITY", "AUTHENTICATION", "", "SOMETHING_NEW"])
@pytest.mark.parametrize("settings", [MarketingSettings(onboarding="ONBOARDED"), ALWAYS_CLOUD])
def test_all_that_is_not_marketing_goes_by_the_cloud_api(category, settings):
    assert endpoint(category, settings) == Endpoint.MESSAGES


@pytest.mark.parametrize("state", [*OTHERS, None, "SOMETHING_NEW"])
def test_marketing_goes_by_its_own_endpoint_also_before_the_onboarding(state):
    settings = MarketingSettings(onboarding=state)

    assert endpoint("MARKETING", settings) == Endpoint.MARKETING_MESSAGES


@pytest.mark.parametrize("state", [*STATES, None])
def test_a_sender_may_always_use_the_cloud_api(state):
    settings = MarketingSettings(MarketingRoute.CLOUD_API, ProductPolicy.STRICT, onboarding=state)

    assert endpoint("MARKETING", settings) == Endpoint.MESSAGES


@pytest.mark.parametrize("state", [*INELIGIBLE, "INELIGIBLE_FOR_A_NEW_REASON"])
def test_an_account_that_cannot_be_onboarded_uses_the_cloud_api(state):
    assert endpoint("MARKETING", MarketingSettings(onboarding=state)) == Endpoint.MESSAGES


@pytest.mark.parametrize("state", INELIGIBLE)
def test_unless_a_fallback_is_not_allowed(state):
    strict = MarketingSettings(product_policy=ProductPolicy.STRICT, onboarding=state)
    closed = MarketingSettings(onboarding=state, is_cloud_api_closed=True)

    assert endpoint("MARKETING", strict) == Endpoint.MARKETING_MESSAGES
    assert endpoint("MARKETING", closed) == Endpoint.MARKETING_MESSAGES


@pytest.mark.parametrize(
    ("settings", "fields"),
    [
        (MarketingSettings(), {}),
        (
            MarketingSettings(product_policy=ProductPolicy.STRICT, activity_sharing=False),
            {"product_policy": "STRICT", "message_activity_sharing": False},
        ),
        (MarketingSettings(activity_sharing=True), {"message_activity_sharing": True}),
    ],
)
def test_what_is_not_chosen_is_left_to_whatsapp(settings, fields):
    assert settings.fields == fields


def test_a_state_that_we_do_not_know_is_shown_as_whatsapp_writes_it():
    assert describe("SOMETHING_NEW").name == "SOMETHING_NEW"
    assert describe(None).name == "Not known"


AUTOMATIC = MarketingSettings(onboarding="ONBOARDED")
STRICT = MarketingSettings(product_policy=ProductPolicy.STRICT)
CLOSED = MarketingSettings(is_cloud_api_closed=True)


@pytest.mark.parametrize("code", [131026, 131056, 130429, 190, None, 131062, 132018, 134101])
@pytest.mark.parametrize("refused", Endpoint)
def test_a_refusal_of_person_values_or_moment_is_none_of_the_endpoint(refused, code):
    assert not may_switch(refused, ProviderFault(code, "No"))


def test_an_unknown_sender_is_no_matter_of_the_endpoint():
    unknown = ProviderFault(100, "Unsupported post request", subcode=33)

    assert not may_switch(Endpoint.MARKETING_MESSAGES, unknown)


@pytest.mark.parametrize(
    ("code", "settings", "category", "other"),
    [
        (131063, AUTOMATIC, "MARKETING", True),
        (131063, AUTOMATIC, None, True),  # the refusal says enough
        (131063, ALWAYS_CLOUD, "MARKETING", False),  # staff chose the Cloud API
        (131061, AUTOMATIC, "MARKETING", True),
        (131061, AUTOMATIC, "UTILITY", False),
        (131061, ALWAYS_CLOUD, "MARKETING", False),
    ],
)
def test_what_the_cloud_api_refuses_may_go_by_the_marketing_messages_api(
    code, settings, category, other
):
    found = other_endpoint(Endpoint.MESSAGES, code, settings, category)

    assert found == (Endpoint.MARKETING_MESSAGES if other else None)


@pytest.mark.parametrize(
    ("code", "settings", "category", "other"),
    [
        (131055, STRICT, "UTILITY", True),  # not marketing: the Cloud API is its place
        (134100, CLOSED, "UTILITY", True),
        (134100, AUTOMATIC, "MARKETING", True),  # the refusal is newer than the list
        (100, AUTOMATIC, "UTILITY", True),
        (100, AUTOMATIC, "MARKETING", False),  # a wrong value
        (100, AUTOMATIC, None, False),
        (134102, AUTOMATIC, "MARKETING", True),
        (134102, STRICT, "MARKETING", False),
        (134102, CLOSED, "MARKETING", False),
        (131063, AUTOMATIC, "MARKETING", True),  # no fallback without the owner's terms
        (131063, CLOSED, "MARKETING", False),
    ],
)
def test_what_the_marketing_messages_api_refuses_may_go_by_the_cloud_api(
    code, settings, category, other
):
    found = other_endpoint(Endpoint.MARKETING_MESSAGES, code, settings, category)

    assert found == (Endpoint.MESSAGES if other else None)
