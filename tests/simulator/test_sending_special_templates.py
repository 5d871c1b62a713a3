"""Sending carousels, offers, flows, products, codes, places and calls: accepted and checked."""

import pytest

BODY = {"type": "BODY", "text": "Come and see our new shop today."}
PICTURE = {"type": "header", "parameters": [
    {"type": "image", "image": {"link": "https://shop.example/a.jpg"}},
]}  # fmt: skip
SECTION = {"title": "New", "product_items": [{"product_retailer_id": "sku-7"}]}
PRODUCT = {"type": "product", "product": {"product_retailer_id": "sku-7", "catalog_id": "5550001"}}


def button(sub_type, parameter=None, index="0", **more):
    parameters = {} if parameter is None else {"parameters": [parameter]}
    return {"type": "button", "sub_type": sub_type, "index": index, **parameters, **more}


def action(**fields):
    return {"type": "action", "action": fields}


def text(value):
    return {"type": "text", "text": value}


def buttons(*kinds):
    return {"type": "BUTTONS", "buttons": list(kinds)}


@pytest.fixture
def send_with(api):
    """Return the response to a template of these components, sent with these."""

    def send(definition, *components):
        name = {"name": "special", "language": "es", "category": "MARKETING"}
        api.control("templates", **name, components=definition)
        return api.send(template="special", language="es", components=components)

    return send


FLOW = [BODY, buttons({"type": "FLOW", "text": "Open", "flow_id": "12"})]
CATALOG = [BODY, buttons({"type": "CATALOG", "text": "View catalog"})]
MPM = [BODY, buttons({"type": "MPM", "text": "View items"})]
SPM = [{"type": "HEADER", "format": "PRODUCT"}, BODY, buttons({"type": "SPM", "text": "View"})]
CODE = [BODY, buttons({"type": "COPY_CODE", "example": "LINA15"})]
PLACE = [{"type": "HEADER", "format": "LOCATION"}, BODY]
CALL = [BODY, buttons({"type": "VOICE_CALL", "text": "Call", "ttl_minutes": 1440})]
SHARE = [BODY, buttons({"type": "REQUEST_CONTACT_INFO"})]
ASK = [BODY, {"type": "CALL_PERMISSION_REQUEST"}]
URL = {"type": "URL", "text": "See", "url": "https://shop.example/{{1}}", "example": ["x"]}
OFFER = [
    {"type": "LIMITED_TIME_OFFER", "limited_time_offer": {"text": "Today", "has_expiration": True}},
    BODY,
    buttons({"type": "COPY_CODE", "example": "LINA15"}, URL),
]
HERE = {"latitude": "3.45", "longitude": "-76.53", "name": "Shop", "address": "Cra 5"}
COUPON = {"type": "coupon_code", "coupon_code": "LINA15"}
EXPIRES = {
    "type": "limited_time_offer",
    "parameters": [
        {
            "type": "limited_time_offer",
            "limited_time_offer": {"expiration_time_ms": 1_795_600_000_000},
        }
    ],
}


def location(**place):
    return {"type": "header", "parameters": [{"type": "location", "location": place}]}


@pytest.mark.parametrize(
    ("definition", "components"),
    [
        (FLOW, [button("flow", action(flow_token="c42.r17", flow_action_data={"city": "Cali"}))]),
        (CATALOG, [button("CATALOG", action(thumbnail_product_retailer_id="sku-7"), 0)]),
        (CATALOG, []),
        (MPM, [button("mpm", action(thumbnail_product_retailer_id="sku-7", sections=[SECTION]))]),
        (SPM, [{"type": "header", "parameters": [PRODUCT]}]),
        (CODE, [button("copy_code", COUPON)]),
        (PLACE, [location(**HERE)]),
        (CALL, [{"type": "button", "sub_type": "voice_call", "parameters": [
            {"type": "ttl_minutes", "ttl_minutes": 600},
        ]}]),
        (CALL, []),
        (SHARE, []),
        (ASK, []),
        (OFFER, [EXPIRES, button("copy_code", COUPON), button("url", text("a1"), "1")]),
        ([BODY], [{"type": "tap_target_configuration", "parameters": [{
            "type": "tap_target_configuration",
            "tap_target_configuration": [{"url": "https://shop.example", "title": "All"}],
        }]}]),
    ],
)  # fmt: skip
def test_every_special_template_is_accepted(send_with, definition, components):
    assert send_with(definition, *components).status == 200


@pytest.mark.parametrize(
    ("definition", "components", "code"),
    [
        (FLOW, [], 131008),
        (FLOW, [button("flow", action(flow_action_data={}))], 131008),
        (FLOW, [button("flow", text("c42"))], 131009),
        (FLOW, [button("url", text("c42"))], 132012),
        (CATALOG, [button("catalog", action())], 131008),
        (MPM, [], 131008),
        (MPM, [button("mpm", action(thumbnail_product_retailer_id="sku-7", sections=[]))], 131009),
        (
            MPM,
            [
                button(
                    "mpm",
                    action(
                        thumbnail_product_retailer_id="sku-7",
                        sections=[SECTION | {"title": "x" * 25}],
                    ),
                )
            ],
            131009,
        ),
        (SPM, [], 132012),
        (SPM, [{"type": "header", "parameters": [{"type": "product", "product": {}}]}], 131008),
        (CODE, [button("copy_code", COUPON | {"coupon_code": "NOT A CODE"})], 131009),
        (CODE, [button("copy_code", COUPON | {"coupon_code": "x" * 16})], 131009),
        (PLACE, [], 132012),
        (PLACE, [location(latitude="3.45")], 131008),
        (CALL, [button("voice_call", {"type": "ttl_minutes", "ttl_minutes": 0})], 131009),
        (SHARE, [button("request_contact_info", text("x"))], 132012),
        (OFFER, [button("copy_code", COUPON), button("url", text("a1"), 1)], 131008),
        ([BODY], [EXPIRES], 132012),
        ([BODY], [{"type": "carousel", "cards": []}, {"type": "carousel"}], 131009),
        ([BODY], [{"type": "poem"}], 131009),
    ],
)
def test_what_does_not_fit_is_refused(send_with, definition, components, code):
    assert send_with(definition, *components).code == code


def test_the_length_of_a_coupon_code_can_be_set(api, send_with):
    api.control("settings", coupon_code_length=20)

    long_code = COUPON | {"coupon_code": "x" * 20}
    assert send_with(CODE, button("copy_code", long_code)).status == 200


def card_of(kind, *kinds):
    header = {"type": "HEADER", "format": kind, "example": {"header_handle": ["4::x"]}}
    return {"components": [header, {"type": "BODY", "text": "A shoe"}, buttons(*kinds)]}


REPLY = {"type": "QUICK_REPLY", "text": "Yes"}
CAROUSEL = [BODY, {"type": "CAROUSEL", "cards": [card_of("IMAGE", REPLY, URL)] * 2}]
PRODUCTS = [BODY, {"type": "CAROUSEL", "cards": [card_of("PRODUCT", {"type": "SPM"})] * 2}]


def sent_card(index, *parts):
    return {"card_index": index, "components": list(parts)}


def carousel(*cards):
    return {"type": "carousel", "cards": list(cards)}


PICTURE_CARD = (
    PICTURE,
    button("quick_reply", {"type": "payload", "payload": "y"}),
    button("url", text("a1"), "1"),
)
PRODUCT_CARD = ({"type": "header", "parameters": [PRODUCT]},)


@pytest.mark.parametrize(
    ("definition", "cards"),
    [
        (CAROUSEL, [sent_card(0, *PICTURE_CARD), sent_card("1", *PICTURE_CARD)]),
        (PRODUCTS, [sent_card(n, *PRODUCT_CARD) for n in range(2)]),
        (PRODUCTS, [sent_card(n, *PRODUCT_CARD) for n in range(10)]),
    ],
)
def test_a_carousel_is_accepted(send_with, definition, cards):
    assert send_with(definition, carousel(*cards)).status == 200


@pytest.mark.parametrize(
    ("definition", "cards", "code"),
    [
        (CAROUSEL, [], 132012),
        (CAROUSEL, [sent_card(0, *PICTURE_CARD)], 132012),
        (CAROUSEL, [sent_card(0, *PICTURE_CARD)] * 2, 132012),
        (CAROUSEL, [sent_card(n, *PICTURE_CARD) for n in range(3)], 132012),
        (CAROUSEL, [sent_card(n, *PICTURE_CARD[:2]) for n in range(2)], 131008),
        (CAROUSEL, [sent_card(n, *PICTURE_CARD[1:]) for n in range(2)], 132012),
        (PRODUCTS, [sent_card(n, *PRODUCT_CARD) for n in range(11)], 132012),
        ([BODY], [sent_card(0, *PICTURE_CARD)], 132012),
    ],
)
def test_cards_that_do_not_fit_are_refused(send_with, definition, cards, code):
    assert send_with(definition, carousel(*cards)).code == code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"type": "poem", "action": {}}, 131009),
        ({"type": "request_contact_info", "action": {"name": "request_contact_info"}}, 131008),
        ({"type": "request_contact_info", "body": {"text": "Hi"}, "action": {"name": "x"}}, 131009),
        ({"type": "button"}, 131008),
    ],
)
def test_an_interactive_message_is_checked(api, content, code):
    whole = {"type": "request_contact_info", "body": {"text": "Your number?"}}
    whole |= {"action": {"name": "request_contact_info"}}

    assert api.send(type="interactive", interactive=content).code == code
    assert api.send(type="interactive", interactive=whole).status == 200
