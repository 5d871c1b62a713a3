"""POST /{phone}/marketing_messages: what it takes, which way a message goes, what it costs."""

import pytest

from simulator.people.user_ids import user_id_of
from simulator.settings import DEFAULT_NUMBER, DEFAULT_WABA

MAX_PRICE = {"bid_strategy": "LOWEST_COST_WITH_BID_CAP", "bid_amount": 5000}
USER = "573001112233"


def send(api, to="+573001112233", **more):
    return api.send(to, edge="marketing_messages", **more)


def set_max_price(api):
    template = {"name": "weekend_sale", "language": "en_US"}
    api.control("templates", **template, optimization_spec=MAX_PRICE)


def test_a_marketing_message_is_accepted_and_priced_as_marketing_lite(api):
    answer = send(api, product_policy="STRICT", message_activity_sharing=True)

    api.settle()

    [row] = api.accepted()
    assert answer.body["messages"][0]["message_status"] == "accepted"
    assert (row["endpoint"], row["category"]) == ("marketing_messages", "marketing_lite")
    assert api.webhook.receipts[0]["pricing"]["category"] == "marketing_lite"


def test_it_takes_marketing_templates_only(api):
    utility = send(api, template="hello_world")
    text = send(api, type="text", text={"body": "Hi"})

    assert (utility.code, text.code) == (134100, 131055)


@pytest.mark.parametrize("code", [100, 131055, 134100])
def test_the_code_for_another_category_can_be_chosen(api, code):
    api.control("settings", not_marketing_code=code)

    assert send(api, template="hello_world").code == code


@pytest.mark.parametrize(
    "options",
    [
        {"product_policy": "CHEAPEST"},
        {"message_activity_sharing": "yes"},
        {"bid_spec": []},
        {"bid_spec": {"per_message_bid_multiplier": 0}},
        {"bid_spec": {"per_message_bid_multiplier": True}},
        {"bid_spec": {"per_message_bid_multiplier": "2"}},
    ],
)
def test_a_malformed_option_is_refused(api, options):
    assert send(api, **options).code == 100
    assert send(api, bid_spec={"per_message_bid_multiplier": 0.8}).status == 200


@pytest.mark.parametrize(
    "state",
    [
        "ELIGIBLE",
        "INELIGIBLE_ON_BEHALF_OF_WABA",
        "INELIGIBLE_INACTIVE_OR_RESTRICTED",
        "INELIGIBLE_COUNTRY_NOT_SUPPORTED",
        "INELIGIBLE_USING_WHATSAPP_BUSINESS_APP",
        "PENDING_VALID_PAYMENT_METHOD",
        "PENDING_INTERNAL_SETUP",
    ],
)
def test_without_onboarding_a_message_falls_back_unless_that_is_forbidden(api, state):
    api.control("accounts", marketing_messages_onboarding_status=state)

    fallback, strict = send(api), send(api, product_policy="STRICT")

    node = api.get(f"/{DEFAULT_WABA}", fields="marketing_messages_onboarding_status").body
    assert node == {"id": DEFAULT_WABA, "marketing_messages_onboarding_status": state}
    assert (fallback.status, strict.code) == (200, 134102)
    assert [row["category"] for row in api.accepted()] == ["marketing"]


def test_marketing_can_be_disabled_on_the_plain_endpoint_once_onboarded(api):
    path, field = f"/v25.0/{DEFAULT_WABA}", "disable_marketing_messages_on_cloud_api"

    done = api.call("POST", path, json={field: True})

    assert done.body == {"success": True}
    assert api.get(path, fields=field).body == {"id": DEFAULT_WABA, field: True}
    assert (api.send().code, send(api).status) == (131063, 200)
    assert api.send(template="hello_world").status == 200
    api.control("accounts", marketing_messages_onboarding_status="ELIGIBLE")
    assert send(api).code == 131063
    assert api.call("POST", path, params={field: "false"}).code == 100


def test_a_fallback_may_need_the_terms(api):
    state = {"marketing_messages_onboarding_status": "ELIGIBLE", "terms_status": "NOT_STARTED"}
    api.control("accounts", **state)
    lenient = send(api)
    api.control("settings", fallback_needs_terms=True)

    refused = send(api)

    assert (lenient.status, refused.code) == (200, 131063)


def test_the_owner_has_signed_and_the_webhook_may_report_it(api):
    changed = api.control("accounts", terms_at=1_795_000_000, notify=True)

    node = api.get(f"/{DEFAULT_WABA}", fields="owner_business_info").body["owner_business_info"]
    terms = {"status": "TERM_OF_SERVICE_SIGNED", "time": 1_795_000_000}
    assert node["marketing_messages_onboarding_status"] == terms
    assert api.get(f"/{node['id']}", fields="marketing_messages_onboarding_status").body == {
        "id": node["id"], "marketing_messages_onboarding_status": terms,
    }  # fmt: skip
    assert changed["webhook_status"] == 200
    assert api.webhook.values == [
        {
            "event": "MM_LITE_TERMS_SIGNED",
            "waba_info": {"owner_business_id": node["id"], "waba_id": DEFAULT_WABA},
        }
    ]


def test_a_field_of_an_account_must_be_known_and_of_its_type(api):
    assert "error" in api.control("accounts", shoe_size=44)
    assert "error" in api.control("accounts", disable_marketing_messages_on_cloud_api="yes")


def test_a_new_or_idle_template_syncs_first(api):
    api.control("settings", template_sync_s=600.0)
    syncing = send(api)
    api.jump(601)
    synced = send(api)
    api.jump(6 * 86_400)
    soon = send(api)
    api.jump(7 * 86_400 + 1)
    idle = send(api)

    assert [a.status for a in (syncing, synced, soon, idle)] == [400, 200, 200, 400]
    assert syncing.code == idle.code == 134101
    assert api.send().status == 200


def test_a_control_call_lets_one_template_sync(api):
    api.control("templates", name="weekend_sale", language="en_US", syncing_s=600)

    syncing, other = send(api), send(api, template="weekend_sale", language="es")
    api.jump(601)

    assert (syncing.code, other.status, send(api).status) == (134101, 200, 200)


def test_a_template_with_a_max_price_has_one_way_only(api):
    set_max_price(api)
    user_id = user_id_of(1, USER)

    by_phone, by_user_id = send(api), send(api, None, recipient=user_id)
    on_messages = api.send()
    api.control("settings", max_price_refused_countries=["57"])
    elsewhere = send(api)

    assert (by_phone.status, by_user_id.code) == (200, 131062)
    assert (on_messages.code, elsewhere.code) == (131061, 131065)


@pytest.mark.parametrize("returned", [True, False])
def test_the_callback_data_of_marketing_may_stay_away_from_the_receipts(api, returned):
    api.control("settings", callback_data_in_marketing_receipts=returned)
    send(api, biz_opaque_callback_data="c1")
    api.settle()
    api.send("+573001112244", biz_opaque_callback_data="c2")
    api.settle()

    data = {receipt.get("biz_opaque_callback_data") for receipt in api.webhook.receipts}
    assert data == {"c1" if returned else None, "c2"}
    assert [row["callback"] for row in api.accepted()] == ["c1", "c2"]


def test_a_value_with_a_line_break_is_refused_here_too(api):
    values = [{"type": "text", "text": text} for text in ("Ana", "a\nb", "c")]
    body = {"type": "body", "parameters": values}

    assert send(api, template="spring_offer", components=[body]).code == 132018


def test_the_number_in_the_path_decides_the_account(start, two_numbers):
    api = start(numbers=two_numbers)
    api.control("accounts", waba_id="2002", marketing_messages_onboarding_status="ELIGIBLE")

    for number in ("1001", "1002"):
        send(api, number=number)

    assert [row["category"] for row in api.accepted()] == ["marketing_lite", "marketing"]
    assert DEFAULT_NUMBER not in {row["phone_number_id"] for row in api.accepted()}
