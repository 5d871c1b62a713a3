"""POST /{phone}/messages: what is accepted, what is refused, and with which code."""

import pytest

from simulator.settings import DEFAULT_NUMBER


def named(**values):
    return [{"type": "text", "parameter_name": name, "text": text} for name, text in values.items()]


def texts(*values):
    return [{"type": "text", "text": value} for value in values]


def part(kind, parameters, **more):
    return {"type": kind, "parameters": parameters, **more}


SPRING = part("body", texts("Ana", "15 %", "Sunday"))
LINK = part("button", texts("ana-1"), sub_type="URL", index="0")
TAP = part(
    "button", [{"type": "payload", "payload": "optout:c42"}], sub_type="quick_reply", index=1
)
PICTURE = part("header", [{"type": "image", "image": {"link": "https://shop.example/a.jpg"}}])


def test_an_accepted_message_is_answered_as_the_cloud_api_does(api):
    answer = api.send("+57 (300) 111-22-33", biz_opaque_callback_data="c1.r1")

    assert answer.status == 200
    assert answer.body["contacts"] == [{"input": "+57 (300) 111-22-33", "wa_id": "573001112233"}]
    assert answer.body["messages"][0]["message_status"] == "accepted"
    assert answer.wamid.startswith("wamid.")


def test_the_log_keeps_who_what_when_and_the_callback(api):
    api.send(template="spring_offer", components=[SPRING, LINK, TAP], biz_opaque_callback_data="c1")

    [row] = api.accepted()
    assert row["body"] == "Hi Ana, spring is here: 15 % off everything until Sunday."
    assert (row["n"], row["to"], row["person"]) == (1, "+573001112233", "573001112233")
    assert (row["template"], row["language"], row["callback"]) == ("spring_offer", "en_US", "c1")
    assert row["at_epoch"] == api.now
    assert row["at"] == "2026-09-21T14:13:20+00:00"


def test_named_values_may_come_in_any_order(api):
    api.send(
        template="new_collection",
        components=[PICTURE, part("BODY", named(collection="summer", first_name="Zoë"))],
    )

    assert api.accepted()[0]["body"].startswith("Hi Zoë, our new summer collection")


def test_the_version_in_the_path_may_be_any_or_none(api):
    body = {"messaging_product": "whatsapp", "to": "+573001112233", "type": "text"}
    body["text"] = {"body": "Hi"}

    answers = [
        api.call("POST", f"{version}/{DEFAULT_NUMBER}/messages", json=body)
        for version in ("/v19.0", "/v26.0", "")
    ]

    assert [answer.status for answer in answers] == [200, 200, 200]


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"messaging_product": "sms"}, 400, 100),
        ({"to": None}, 400, 100),
        ({"to": "+57 not a number"}, 400, 131009),
        ({"to": "+57 601 5550100"}, 400, 131021),
        ({"type": None}, 400, 131008),
        ({"type": "telegram"}, 400, 131051),
        ({"template": None}, 400, 131008),
        ({"template": {"name": "weekend_sale"}}, 400, 131008),
        ({"biz_opaque_callback_data": "x" * 513}, 400, 100),
    ],
)
def test_a_malformed_message_is_refused(api, changes, status, code):
    answer = api.send(**changes)

    assert (answer.status, answer.code) == (status, code)
    assert api.accepted() == []


@pytest.mark.parametrize(
    ("template", "language", "status", "code"),
    [
        ("no_such_template", "en_US", 404, 132001),
        ("weekend_sale", "de", 404, 132001),
        ("loyalty_points", "es", 404, 132001),
        ("mystery_prize", "en_US", 404, 132001),
        ("flash_sale", "en_US", 400, 132015),
        ("old_promotion", "en_US", 400, 132016),
    ],
)
def test_only_an_approved_template_can_be_sent(api, template, language, status, code):
    answer = api.send(template=template, language=language)

    assert (answer.status, answer.code) == (status, code)


@pytest.mark.parametrize(
    ("template", "components", "code"),
    [
        ("spring_offer", [part("body", texts("Ana")), LINK], 132000),
        ("spring_offer", [SPRING], 131008),
        ("spring_offer", [SPRING, part("button", texts("x"), sub_type="url", index=7)], 132012),
        (
            "spring_offer",
            [SPRING, LINK, part("button", texts("x"), sub_type="url", index=1)],
            132012,
        ),
        ("spring_offer", [part("body", texts("Ana", "15 %", "")), LINK], 131008),
        ("spring_offer", [part("body", texts("Ana", "15\n%", "x")), LINK], 132018),
        ("spring_offer", [part("body", texts("Ana", "x" * 1024, "x")), LINK], 132005),
        ("birthday_gift", [part("body", texts("Ana", "15 %"))], 132000),
        ("new_collection", [part("body", named(first_name="Ana", collection="x"))], 132012),
        ("new_collection", [PICTURE, part("body", texts("Ana", "summer"))], 132012),
        ("new_collection", [PICTURE, part("body", named(first_name="Ana", city="x"))], 132012),
        ("catalogue_pdf", [PICTURE, part("body", texts("Ana"))], 132012),
        ("weekend_sale", [part("carousel", [])], 131009),
        ("coupon_for_you", [part("body", texts("Ana", "x"))], 131008),
    ],
)
def test_values_that_do_not_fit_the_template_are_refused(api, template, components, code):
    answer = api.send(template=template, components=components)

    assert answer.code == code


def test_a_template_without_a_header_takes_no_header(api):
    answer = api.send(components=[PICTURE])

    assert answer.code == 132000


@pytest.mark.parametrize(
    ("method", "headers", "status", "code"),
    [
        ("POST", {}, 401, 104),
        ("GET", {}, 403, 200),
        ("POST", {"Authorization": "Bearer somebody-else"}, 401, 190),
    ],
)
def test_a_call_needs_the_right_token(api, method, headers, status, code):
    answer = api.call(method, f"/v25.0/{DEFAULT_NUMBER}/messages", headers=headers)

    assert (answer.status, answer.code) == (status, code)


def test_an_unknown_id_or_path_gets_an_error_of_the_graph(api):
    unknown_id = api.send(number="4711")
    unknown_path = api.get("/v25.0/one/two/three")

    assert (unknown_id.code, unknown_id.body["error"]["error_subcode"]) == (100, 33)
    assert unknown_path.code == 2500
    assert unknown_path.body["error"]["fbtrace_id"]
