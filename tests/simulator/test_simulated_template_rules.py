"""What is refused when a template is created, with which subcode."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.errors import GraphError, InvalidTemplateError
from simulator.templates.rules.check import check_template
from simulator.templates.shape import shape_of

BODY = {"type": "BODY", "text": "Come and see our new shop today."}
REPLY = {"type": "QUICK_REPLY", "text": "Yes"}
URL = {"type": "URL", "text": "See", "url": "https://shop.example/p"}
PHONE = {"type": "PHONE_NUMBER", "text": "Call", "phone_number": "+573001112233"}
CODE = {"type": "COPY_CODE", "example": "LINA15"}
SPM = {"type": "SPM", "text": "View"}
PRODUCT = {"type": "HEADER", "format": "PRODUCT"}
IMAGE = {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["4::known"]}}
OFFER = {
    "type": "LIMITED_TIME_OFFER",
    "limited_time_offer": {"text": "Today", "has_expiration": True},
}
OTP = {"type": "OTP", "otp_type": "COPY_CODE"}


def find_handle(handle):
    return "https://files.example/a" if handle == "4::known" else None


def check(*components, **changes):
    node = {
        "name": "new_shop", "language": "es_CO", "category": "MARKETING",
        "parameter_format": "POSITIONAL", "message_send_ttl_seconds": -1,
        "components": list(components) or [BODY],
    }  # fmt: skip
    check_template(node | changes, find_handle, 15)


def text(words, kind="BODY", **more):
    return {"type": kind, "text": words, **more}


def buttons(*parts):
    return {"type": "BUTTONS", "buttons": list(parts)}


def card(*parts, body="A shoe"):
    body = [text(body)] if body else []
    return {"components": [IMAGE, *body, buttons(*parts or (URL,))]}


def carousel(*cards):
    return {"type": "CAROUSEL", "cards": list(cards)}


ONE_EXAMPLE = {"body_text": [["Ana"]]}
NAMED = {"parameter_format": "NAMED"}
NAMED_EXAMPLE = {"body_text_named_params": [{"param_name": "first_name", "example": "Ana"}]}


@pytest.mark.parametrize(
    ("components", "changes"),
    [
        ([text("Hi {{1}}, come and see our shop.", example=ONE_EXAMPLE)], {}),
        ([text("Hi {{first_name}}, come and see it.", example=NAMED_EXAMPLE)], NAMED),
        ([text("About {{1}}", "HEADER", format="TEXT", example={"header_text": ["x"]}), BODY], {}),
        ([IMAGE, BODY, text("Reply BAJA to stop", "FOOTER"), buttons(REPLY, URL)], {}),
        ([{"type": "HEADER", "format": "LOCATION"}, BODY], {}),
        ([PRODUCT, BODY, buttons(SPM)], {}),
        ([{"type": "HEADER", "format": "GIF", "example": {"header_handle": "4::known"}}, BODY], {}),
        ([BODY, carousel(card(), card())], {}),
        ([BODY, carousel(*[{"components": [PRODUCT, buttons(SPM)]}] * 2)], {}),
        ([IMAGE, OFFER, BODY, buttons(CODE, URL)], {}),
        ([BODY, {"type": "call_permission_request"}], {"category": "UTILITY"}),
        ([BODY, buttons({"type": "REQUEST_CONTACT_INFO"})], {}),
        ([BODY, buttons({"type": "VOICE_CALL", "text": "Call", "ttl_minutes": 1440})], {}),
        ([BODY, buttons({"type": "FLOW", "text": "Open", "flow_id": "12"})], {}),
        ([BODY, buttons({"type": "CATALOG", "text": "View"}, PHONE)], {}),
        ([BODY, buttons({"type": "MPM", "text": "View"})], {}),
        ([{"type": "BODY"}, buttons(OTP)], {"category": "AUTHENTICATION"}),
        ([BODY], {"message_send_ttl_seconds": 43_200}),
    ],
)
def test_every_kind_of_template_can_be_created(components, changes):
    check(*components, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "New shop"},
        {"name": "x" * 513},
        {"name": 7},
        {"language": "es_XX"},
        {"language": ["es"]},
        {"category": "OFFERS"},
        {"parameter_format": "MIXED"},
        {"message_send_ttl_seconds": 60},
        {"message_send_ttl_seconds": 43_201, "category": "UTILITY"},
    ],
)
def test_a_wrong_field_is_refused(changes):
    with pytest.raises(GraphError) as refused:
        check(**changes)

    assert refused.value.code == 100


@pytest.mark.parametrize(
    ("components", "subcode"),
    [
        ([text("x" * 1025)], 2388040),
        ([text("Hello", "HEADER", format="TEXT"), text("x" * 61, "FOOTER"), BODY], 2388040),
        ([text("x" * 61, "HEADER", format="TEXT"), BODY], 2388040),
        ([PRODUCT, text("x" * 161), buttons(SPM)], 2388040),
        ([IMAGE, OFFER, text("x" * 601), buttons(CODE, URL)], 2388040),
        ([BODY, buttons(REPLY | {"text": "x" * 26})], 2388040),
        ([BODY, buttons(URL | {"url": "https://x/" + "x" * 2000})], 2388040),
        ([text("{{1}}, come and see our shop.", example=ONE_EXAMPLE)], 2388299),
        ([text("Come and see our shop, {{1}}", example=ONE_EXAMPLE)], 2388299),
        ([text("Hi {{1}} there", example=ONE_EXAMPLE)], 2388293),
        ([text("a {{1}}{{2}} b c d e", example={"body_text": [["x", "y"]]})], 2388072),
        ([text("a {{1}} {{3}} b c d e", example={"body_text": [["x", "y"]]})], 2388072),
        ([text("Hi {{name}}, come and see it.", example=ONE_EXAMPLE)], 2388072),
        ([text("Hi {{1}, come and see it. {{")], 2388072),
        ([text("")], 2388072),
        ([{"type": "HEADER", "format": "LOCATION", "text": 7}, BODY], 2388072),
        ([text("a {{1}} b c d e")], 2388043),
        ([text("a {{1}} b c d e", example={"body_text": [["x", "y"]]})], 2388043),
        ([text("About {{1}}", "HEADER", format="TEXT"), BODY], 2388043),
        ([text("{{1}} and {{2}}", "HEADER", format="TEXT"), BODY], 2388047),
        ([{"type": "HEADER", "format": "AUDIO"}, BODY], 2388047),
        ([IMAGE | {"example": {"header_handle": ["900000000000001"]}}, BODY], 2388043),
        ([IMAGE | {"example": {"header_handle": ["https://cdn.example/a"]}}, BODY], 2388043),
        ([BODY, text("Bye {{1}}", "FOOTER")], 2388073),
        ([text("Hello", "HEADER", format="TEXT")], 2388072),
        ([BODY, BODY], 2388072),
        ([BODY, {"type": "POEM"}], 2388072),
        ([BODY, buttons(*[REPLY] * 11)], 2388072),
        ([BODY, buttons(REPLY, URL, REPLY)], 2388072),
        ([BODY, buttons(URL, URL, URL)], 2388072),
        ([BODY, buttons(URL | {"url": "https://x/{{1}}/y", "example": ["z"]})], 2388072),
        ([BODY, buttons(URL | {"url": "https://x/{{1}}"})], 2388043),
        ([BODY, buttons(PHONE | {"phone_number": "1" * 21})], 2388072),
        ([BODY, buttons(CODE | {"example": "x" * 16})], 2388072),
        ([BODY, buttons({"type": "VOICE_CALL", "text": "Call", "ttl_minutes": 10})], 2388072),
        ([BODY, buttons({"type": "FLOW", "text": "Open"})], 2388072),
        ([BODY, buttons({"type": "REQUEST_CONTACT_INFO", "text": "Your number"})], 2388072),
        ([BODY, buttons(OTP)], 2388072),
        ([BODY, buttons(SPM)], 2388072),
        ([BODY, carousel(card())], 2388072),
        ([BODY, carousel(card(), card(REPLY))], 2388072),
        ([BODY, carousel(card(), card(body=""))], 2388072),
        ([BODY, carousel(card(), card(body="x" * 161))], 2388040),
        ([BODY, carousel(card(URL, URL, REPLY), card(URL, URL, REPLY))], 2388072),
        ([BODY, carousel(*[{"components": [PRODUCT, buttons(SPM)]}] * 3)], 2388072),
        ([carousel(card(), card())], 2388072),
        ([BODY, OFFER, buttons(CODE, URL)], 2388072),
        ([OFFER, BODY, buttons(URL)], 2388072),
        ([OFFER, BODY, text("Bye", "FOOTER"), buttons(CODE, URL)], 2388072),
        ([BODY, {"type": "CALL_PERMISSION_REQUEST"}, buttons(REPLY)], 2388072),
    ],
)  # fmt: skip
def test_a_wrong_component_is_refused(components, subcode):
    with pytest.raises(InvalidTemplateError) as refused:
        check(*components)

    assert refused.value.subcode == subcode
    assert refused.value.body()["error"]["error_user_msg"]


@pytest.mark.parametrize(
    ("category", "components"),
    [
        ("UTILITY", [BODY, carousel(card(), card())]),
        ("UTILITY", [IMAGE, OFFER, BODY, buttons(CODE, URL)]),
        ("AUTHENTICATION", [BODY]),
        ("AUTHENTICATION", [IMAGE, BODY, buttons(OTP)]),
        ("UTILITY", [{"type": "HEADER", "format": "GIF"}, BODY]),
    ],
)
def test_some_kinds_are_for_some_categories(category, components):
    with pytest.raises(InvalidTemplateError):
        check(*components, category=category)


ANYTHING = st.recursive(
    st.none() | st.integers(-2, 2) | st.text(max_size=3) | st.sampled_from(["{{1}}", "URL"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=5,
)
KEYS = ("text", "format", "example", "buttons", "cards", "limited_time_offer", "url", "flow_action")
KINDS = st.sampled_from([
    "HEADER", "BODY", "FOOTER", "BUTTONS", "CAROUSEL", "LIMITED_TIME_OFFER", "URL", "FLOW", "OTP",
])  # fmt: skip
PART = st.fixed_dictionaries({"type": KINDS | ANYTHING}, optional=dict.fromkeys(KEYS, ANYTHING))
COMPONENTS = st.lists(
    PART | st.builds(buttons, PART) | st.builds(lambda part: carousel(card(part), card()), PART),
    max_size=3,
)


FIELDS = ("name", "language", "category", "parameter_format", "message_send_ttl_seconds")


@settings(deadline=None)  # the machine may be busy
@given(COMPONENTS | ANYTHING, st.sampled_from(["MARKETING", "UTILITY", "AUTHENTICATION"]))
def test_any_components_can_be_sent_or_are_refused(components, category):
    with suppress(GraphError):
        check(components=components, category=category)
        shape_of({"parameter_format": "POSITIONAL", "components": components})


@settings(deadline=None)
@given(st.sampled_from(FIELDS), ANYTHING)
def test_any_field_is_accepted_or_refused(field, anything):
    with suppress(GraphError):
        check(BODY, **{field: anything})
