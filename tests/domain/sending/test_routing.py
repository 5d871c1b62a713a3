"""Marketing has an endpoint of its own."""

import pytest

from webapp.domain.sending.onboarding import STATES, describe
from webapp.domain.sending.routing import (
    Endpoint,
    MarketingRoute,
    MarketingSettings,
    ProductPolicy,
    endpoint,
)

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
