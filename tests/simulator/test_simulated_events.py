"""Events of the platform: their bodies, and that they are true on the Graph as well."""

import pytest

from simulator.settings import DEFAULT_NUMBER, DEFAULT_WABA

SALE = {"name": "weekend_sale", "language": "en_US"}
ANA = "+573001112233"


@pytest.fixture
def event(api):
    """Send an event; return its value as our webhook got it."""

    def send(field, *, template=None, **more):
        wanted = {"template": template or SALE} | more
        assert api.control("events", field=field, **wanted)["status"] == 200
        assert api.webhook.changes[-1]["field"] == field
        return api.webhook.values[-1]

    return send


def sale(api, *fields):
    names = {"name": "weekend_sale", "language": "en_US"}
    if fields:
        names["fields"] = ",".join(fields)
    return api.get(f"/{DEFAULT_WABA}/message_templates", **names).body["data"][0]


def test_quality_changes_with_its_event(api, event):
    value = event("message_template_quality_update", value={"new_quality_score": "RED"})

    assert value["previous_quality_score"] == "YELLOW"
    assert sale(api)["quality_score"]["score"] == "RED"


@pytest.mark.parametrize("field", ["message_template_status_update", "template_category_update"])
def test_what_has_a_call_of_its_own_is_refused(api, field):
    answer = api.call("POST", "/_simulator/events", json={"field": field, "template": SALE})

    assert answer.status == 400
    assert "is sent by /" in answer.body["error"]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("ACCOUNT_RESTRICTION", "restriction_info"),
        ("ACCOUNT_VIOLATION", "violation_info"),
        ("DISABLED_UPDATE", "ban_info"),
        ("VOLUME_BASED_PRICING_TIER_UPDATE", "volume_tier_info"),
        ("MM_LITE_TERMS_SIGNED", "waba_info"),
        ("PARTNER_REMOVED", "waba_info"),
        ("BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE", "country"),
        ("AUTH_INTL_PRICE_ELIGIBILITY_UPDATE", "auth_international_rate_eligibility"),
        ("ACCOUNT_OFFBOARDED", "phone_number"),
        ("ACCOUNT_RECONNECTED", "phone_number"),
        ("SOMETHING_NEW", "event"),
    ],
)
def test_account_events_have_their_details(event, name, key):
    assert key in event("account_update", value={"event": name})


@pytest.mark.parametrize(
    ("field", "keys"),
    [
        ("account_alerts", {"entity_type", "entity_id", "alert_info"}),
        ("account_review_update", {"decision"}),
        ("account_settings_update", {"timestamp", "phone_number_settings"}),
        ("business_username_updates", {"display_phone_number", "username", "status"}),
        ("security", {"display_phone_number", "event", "requester"}),
        ("phone_number_name_update", {"display_phone_number", "decision"}),
        ("template_correct_category_detection", {"category", "message_template_id"}),
        ("message_template_components_update", {"message_template_name"}),
        ("a_field_of_next_year", {"more"}),
    ],
)
def test_each_field_has_its_keys(event, field, keys):
    assert keys <= event(field, value={"more": 1}).keys()


def test_news_of_the_limit_is_true_on_the_number(api, event):
    value = event("business_capability_update", value={"max_daily_conversations_per_business": -1})

    assert value["max_phone_numbers_per_business"] == 20
    tier = "whatsapp_business_manager_messaging_limit"
    assert api.get(f"/{DEFAULT_NUMBER}", fields=tier).body[tier] == "TIER_UNLIMITED"


def test_an_upgrade_of_throughput_is_true_on_the_number(api, event):
    value = event("phone_number_quality_update")

    assert value["event"] == "THROUGHPUT_UPGRADE"
    assert value["max_daily_conversations_per_business"] == "TIER_250"
    assert api.control("settings")["messages_per_second"] == 1_000


def test_after_a_handover_the_thread_is_on_standby_until_it_comes_back(api, event):
    value = event("messaging_handovers", **{"from": ANA})
    api.control("inbound", **{"from": ANA, "text": "Hi"})
    back = {"previous_owner_role": "customer_service", "new_owner_role": "marketing"}
    event(
        "messaging_handovers",
        value={"type": "control_taken", "control_taken": back},
        **{"from": ANA},
    )
    api.control("inbound", **{"from": ANA, "text": "Hi"})

    assert value["sender"] == {"phone_number": "573001112233"}
    assert value["control_passed"]["new_owner_role"] == "customer_service"
    assert [change["field"] for change in api.webhook.changes] == [
        "messaging_handovers", "standby", "messaging_handovers", "messages",
    ]  # fmt: skip


def test_echoes_of_another_owner_arrive_under_standby(event):
    echo = {"id": "wamid.e", "timestamp": "1796000000", "message": {"to": "573001112233"}}

    value = event("standby", value={"standby": {"message_echoes": [echo]}})

    assert value["metadata"]["phone_number_id"] == DEFAULT_NUMBER
    assert value["standby"] == {"message_echoes": [echo]}


def test_an_event_about_an_unknown_template_is_refused(api):
    gone = {"name": "gone", "language": "en"}

    answer = api.call("POST", "/_simulator/events", json={"field": "x", "template": gone})

    assert answer.status == 400
    assert api.webhook.posts == []
