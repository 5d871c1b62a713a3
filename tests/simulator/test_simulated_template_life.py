"""The life of a template: created, reviewed, edited, put into another category, deleted."""

import pytest

from simulator.settings import DEFAULT_WABA

PATH = f"/v26.0/{DEFAULT_WABA}/message_templates"
DAY = 86_400
WORDS = "Come and see our new shop today."


def draft(name="new_shop", text=WORDS, **more):
    body = {"type": "BODY", "text": text}
    fields = {"name": name, "language": "es_CO", "category": "MARKETING", "components": [body]}
    return fields | more


def create(api, **fields):
    return api.call("POST", PATH, json=draft(**fields))


def edit(api, template_id, **changes):
    return api.call("POST", f"/v26.0/{template_id}", json=changes)


def node_of(api, name="new_shop", fields="id,status,category"):
    return api.get(PATH, name=name, fields=fields).body["data"][0]


def body(text):
    return [{"type": "BODY", "text": text}]


@pytest.fixture
def approved(api):
    template_id = create(api).body["id"]
    api.settle(jump=61)
    return template_id


def test_a_template_is_approved_after_its_review(api):
    created = create(api).body
    pending = node_of(api)["status"]

    api.settle(jump=61)

    assert (created["status"], created["category"], pending) == ("PENDING", "MARKETING", "PENDING")
    assert node_of(api) == {"id": created["id"], "status": "APPROVED", "category": "MARKETING"}
    assert api.webhook.values == [
        {
            "event": "APPROVED",
            "message_template_id": int(created["id"]),
            "message_template_name": "new_shop",
            "message_template_language": "es-CO",
            "message_template_category": "MARKETING",
            "reason": "NONE",
        }
    ]
    assert api.send(template="new_shop", language="es_CO").status == 200


def test_a_review_may_wait_for_the_control_call_and_end_badly(api):
    api.control("settings", review_after_s=-1.0)
    create(api)
    info = {"reason": "Two variables touch.", "recommendation": "Put words between them."}
    api.settle(jump=DAY)
    waiting = node_of(api)["status"]

    reviewed = api.control(
        "reviews", name="new_shop", language="es_CO", event="REJECTED", reason="INVALID_FORMAT",
        rejection_info=info,
    )  # fmt: skip

    node = node_of(api, fields="status,rejected_reason")
    assert (waiting, reviewed["status"]) == ("PENDING", 200)
    assert (node["status"], node["rejected_reason"]) == ("REJECTED", "INVALID_FORMAT")
    assert api.webhook.values[-1]["rejection_info"] == info
    assert "error" in api.control("reviews", name="new_shop", language="es_CO", event="LIKED")
    assert "error" in api.control("reviews", name="nothing", language="es_CO", event="APPROVED")


@pytest.mark.parametrize(
    ("event", "status"),
    [
        ("PAUSED", "PAUSED"),
        ("REINSTATED", "APPROVED"),
        ("FLAGGED", "APPROVED"),
        ("LOCKED", "LOCKED"),
    ],
)
def test_every_event_of_a_template_can_be_caused(api, approved, event, status):
    api.control("reviews", name="new_shop", language="es_CO", event=event)

    assert node_of(api)["status"] == status
    assert api.webhook.values[-1]["event"] == event


def test_a_name_and_language_exist_once(api):
    create(api)

    again = create(api, text="Something else for our new shop today.").body["error"]
    translated = create(api, text="Otra cosa para la tienda nueva de hoy.", language="es_MX")

    assert (again["code"], again["error_subcode"]) == (100, 2388024)
    assert again["error_user_title"] == "Content in this language already exists"
    assert "error_data" not in again
    assert translated.status == 200


def test_the_same_text_under_another_name_is_refused(api):
    create(api)

    assert create(api, name="second_shop").code == 100


def test_creations_are_counted_by_the_hour(api):
    api.control("settings", template_creations_per_hour=1)
    first = create(api)

    second = create(api, name="second_shop", text="Come and see our second shop.")
    api.jump(3_601)
    later = create(api, name="second_shop", text="Come and see our second shop.")

    assert (first.status, second.code, later.status) == (200, 80007, 200)


def test_an_account_that_is_not_verified_has_fewer_templates(api):
    api.control("accounts", business_verification_status="not_verified")
    api.control("settings", template_creations_per_hour=1_000)
    answers = [create(api, name=f"shop_{n}", text=f"Come and see shop {n}.") for n in range(230)]

    refused = [answer for answer in answers if answer.status != 200]
    assert refused
    assert {answer.body["error"]["error_subcode"] for answer in refused} == {2388019}


def test_meta_may_choose_the_category_of_a_template_that_promotes(api):
    api.control("settings", marketing_words=["discount"])
    words = "There is a discount in our shop today."

    answer = create(api, text=words, category="UTILITY").body

    assert answer["category"] == "MARKETING"
    assert node_of(api)["category"] == "MARKETING"


def test_an_edit_goes_back_to_review_and_its_x(api, approved):
    answer = edit(api, approved, components=body("Come and see our newest shop."))
    pending = node_of(api)["status"]

    api.settle(jump=61)

    assert answer.body == {
        "success": True, "id": approved, "name": "new_shop", "category": "MARKETING",
    }  # fmt: skip
    assert (pending, node_of(api)["status"]) == ("PENDING", "APPROVED")
    updates = [value for value in api.webhook.values if "message_template_element" in value]
    assert [value["message_template_element"] for value in updates] == [
        "Come and see our newest shop."
    ]
    assert updates[0]["message_template_language"] == "es_CO"


def test_an_approved_template_is_edited_once_a_day_unless_set_otherwise(api, approved):
    edit(api, approved, components=body("Come and see our second shop."))
    api.settle(jump=61)

    soon = edit(api, approved, components=body("Come and see our third shop."))
    api.control("settings", template_edits_per_day=100)
    allowed = edit(api, approved, components=body("Come and see our third shop."))

    assert (soon.code, allowed.status) == (100, 200)


def test_an_approved_template_keeps_its_category(api, approved):
    assert edit(api, approved, category="UTILITY").body["error"]["error_subcode"] == 2388039
    assert edit(api, approved, category="MARKETING").status == 200
    assert node_of(api)["status"] == "APPROVED"


def test_a_template_in_review_cannot_be_edited(api):
    template_id = create(api).body["id"]

    answer = edit(api, template_id, components=body("Come and see our second shop."))

    assert answer.body["error"]["error_subcode"] == 2388039


def test_a_wrong_edit_changes_nothing(api, approved):
    refused = edit(api, approved, components=body("{{1}}"))
    nothing = edit(api, approved)
    price = edit(api, approved, optimization_spec={"bid_amount": 0})

    assert (refused.code, nothing.code, price.code) == (100, 100, 100)
    assert node_of(api, fields="components")["components"] == body(WORDS)


def test_price_time_to_live_and_tracking_change_without_a_review(api, approved):
    price = {"bid_strategy": "LOWEST_COST_WITH_BID_CAP", "bid_amount": 5000}
    edit(api, approved, optimization_spec=price, message_send_ttl_seconds=86_400)
    query = {"cta_url_link_tracking_opted_out": "true", "category": "MARKETING"}
    opted_out = api.call("POST", f"/{approved}", params=query)
    too_short = edit(api, approved, message_send_ttl_seconds=60)

    fields = "status,optimization_spec,message_send_ttl_seconds,cta_url_link_tracking_opted_out"
    node = node_of(api, fields=fields)
    assert (node["status"], node["optimization_spec"]) == ("APPROVED", price)
    assert node["message_send_ttl_seconds"] == 86_400
    assert node["cta_url_link_tracking_opted_out"] is True
    assert (opted_out.status, too_short.code) == (200, 100)


def test_a_deleted_name_is_locked_when_it_was_approved(api, approved):
    api.call("DELETE", PATH, params={"name": "new_shop"})

    soon = create(api)
    api.jump(31 * DAY)
    later = create(api)

    assert api.webhook.values[-1]["event"] == "DELETED"
    assert soon.body["error"]["error_subcode"] == 2388023
    assert later.status == 200


def test_a_name_that_was_never_approved_is_free_at_once(api):
    create(api)
    api.call("DELETE", PATH, params={"name": "new_shop"})

    assert create(api).status == 200


def test_one_language_or_several_ids_can_be_deleted(api):
    first = create(api).body["id"]
    second = create(api, language="es_MX", text="Otra cosa para la tienda nueva.").body["id"]
    third = create(api, language="es_PE", text="Algo para la tienda nueva de Lima.").body["id"]

    api.call("DELETE", PATH, params={"name": "new_shop", "hsm_id": first})
    left = [node["id"] for node in api.get(PATH, name="new_shop").body["data"]]
    api.call("DELETE", PATH, params={"hsm_ids": f'["{second}", {third}]'})

    assert left == [second, third]
    assert api.get(PATH, name="new_shop").body["data"] == []


@pytest.mark.parametrize(
    ("query", "subcode"),
    [
        ({"name": "no_such_template"}, 2593002),
        ({"name": "old_promotion"}, 2388039),
        ({"hsm_ids": "7"}, None),
        ({}, None),
    ],
)
def test_what_cannot_be_deleted_stays(api, query, subcode):
    answer = api.call("DELETE", PATH, params=query)

    assert answer.code == 100
    assert answer.body["error"].get("error_subcode") == subcode


def test_a_category_changes_when_its_notice_is_over(api):
    name = {"name": "order_shipped", "language": "pt_BR"}
    announced = api.control("categories", **name, correct_category="MARKETING", after_s=DAY)
    at = int(api.now + DAY)

    before = node_of(api, "order_shipped", "category,correct_category,previous_category")
    api.settle(jump=DAY)
    after = node_of(api, "order_shipped", "category,correct_category,previous_category")

    impending, done = api.webhook.values
    assert announced["status"] == 200
    assert before == {"id": before["id"], "category": "UTILITY", "correct_category": "MARKETING"}
    assert after == {"id": before["id"], "category": "MARKETING", "previous_category": "UTILITY"}
    named = {
        "message_template_id": int(before["id"]),
        "message_template_name": "order_shipped",
        "message_template_language": "pt_BR",
    }
    assert impending == named | {
        "new_category": "UTILITY", "correct_category": "MARKETING",
        "category_update_timestamp": at,
    }  # fmt: skip
    assert done == named | {"previous_category": "UTILITY", "new_category": "MARKETING"}


def test_a_category_may_change_without_notice_and_back(api):
    name = {"name": "order_shipped", "language": "pt_BR"}
    api.control("categories", **name, correct_category="MARKETING", after_s=0)
    marketing = node_of(api, "order_shipped")["category"]

    api.control("categories", **name, correct_category="UTILITY", after_s=0)

    assert (marketing, node_of(api, "order_shipped")["category"]) == ("MARKETING", "UTILITY")
    assert len(api.webhook.posts) == 2


def test_a_changed_category_changes_the_endpoint(api):
    name = {"name": "order_shipped", "language": "pt_BR"}
    values = [
        {"type": "text", "parameter_name": key, "text": "x"} for key in ("first_name", "order")
    ]
    message = {"template": "order_shipped", "language": "pt_BR"}
    message["components"] = [{"type": "body", "parameters": values}]
    api.control("accounts", disable_marketing_messages_on_cloud_api=True)

    def codes():
        responses = [api.send(**message), api.send(edge="marketing_messages", **message)]
        return [response.code if response.status != 200 else 200 for response in responses]

    utility = codes()
    api.control("categories", **name, correct_category="MARKETING", after_s=0)
    marketing = codes()
    api.control("categories", **name, correct_category="UTILITY", after_s=0)

    assert (utility, marketing, codes()) == ([200, 134100], [131063, 200], [200, 134100])


def test_an_uploaded_picture_is_shown_by_its_address(api):
    session = api.call(
        "POST", "/app/uploads", params={"file_length": 3, "file_type": "image/png"}
    ).body["id"]
    handle = api.call("POST", f"/{session}", data=b"png").body["h"]
    example = {"header_handle": [handle]}
    header = {"type": "HEADER", "format": "IMAGE", "example": example}

    created = create(api, components=[header, *body(WORDS)])
    [shown, _] = node_of(api, fields="components")["components"]
    again = edit(api, created.body["id"], components=[shown, *body("Something else here.")])

    assert shown["example"]["header_handle"][0].startswith("https://")
    assert again.status == 400


def test_a_code_template_gets_its_text_from_meta(api):
    parts = [
        {"type": "BODY"},
        {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "ZERO_TAP"}]},
    ]

    create(api, category="AUTHENTICATION", components=parts)

    text = node_of(api, fields="components")["components"][0]["text"]
    assert text == "*{{1}}* is your verification code."
