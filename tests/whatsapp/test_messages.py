"""The body of a template message, as the Cloud API wants it."""

import pytest

from webapp.domain.contacts.address import Address
from webapp.domain.message_templates.value_texts import escaped_suffix
from webapp.whatsapp.messages import template_message

BUTTONS = {
    "type": "BUTTONS",
    "buttons": [
        {"type": "QUICK_REPLY", "text": "Stop promotions"},
        {"type": "URL", "text": "See", "url": "https://shop.example/p/{{1}}"},
        {"type": "URL", "text": "Shop", "url": "https://shop.example/"},
        {"type": "COPY_CODE", "text": "Copy"},
    ],
}


def test_a_named_template_names_its_values():
    components = [
        {"type": "HEADER", "format": "IMAGE"},
        {"type": "BODY", "text": "Hola {{first_name}}, {{discount}} hoy."},
        {"type": "FOOTER", "text": "Responde BAJA"},
        BUTTONS,
    ]
    values = {
        "header.image": "900100200300",
        "first_name": "Lina",
        "discount": "15 %",
        "button.1": "lina-7f3a",
        "button.3": "LINA15",
    }

    body = template_message(
        Address("+573001112233"), "spring", "es_CO", components, values, "c42.r17"
    )

    assert body == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "+573001112233",
        "type": "template",
        "biz_opaque_callback_data": "c42.r17",
        "template": {
            "name": "spring",
            "language": {"code": "es_CO"},
            "components": [
                {
                    "type": "header",
                    "parameters": [{"type": "image", "image": {"id": "900100200300"}}],
                },
                {
                    "type": "body",
                    "parameters": [
                        {"type": "text", "parameter_name": "first_name", "text": "Lina"},
                        {"type": "text", "parameter_name": "discount", "text": "15 %"},
                    ],
                },
                {
                    "type": "button",
                    "sub_type": "quick_reply",
                    "index": "0",
                    "parameters": [{"type": "payload", "payload": "optout:button"}],
                },
                {
                    "type": "button",
                    "sub_type": "url",
                    "index": "1",
                    "parameters": [{"type": "text", "text": "lina-7f3a"}],
                },
                {
                    "type": "button",
                    "sub_type": "copy_code",
                    "index": "3",
                    "parameters": [{"type": "coupon_code", "coupon_code": "LINA15"}],
                },
            ],
        },
    }


def test_a_numbered_template_gives_its_values_by_number_not_by_place():
    components = [
        {"type": "HEADER", "format": "TEXT", "text": "For {{1}}"},
        {"type": "BODY", "text": "{{2}} before {{1}}, {{2}} again"},
    ]
    values = {"header.1": "Ana", "1": "one", "2": "two"}

    body = template_message(Address("+573001112233"), "order", "en", components, values)

    assert body["template"]["components"] == [
        {"type": "header", "parameters": [{"type": "text", "text": "Ana"}]},
        {
            "type": "body",
            "parameters": [{"type": "text", "text": "one"}, {"type": "text", "text": "two"}],
        },
    ]


@pytest.mark.parametrize(
    ("kind", "value", "sent"),
    [
        ("video", "https://x.example/a.mp4", {"link": "https://x.example/a.mp4"}),
        ("document", "900100200300", {"id": "900100200300"}),
        (
            "document",
            "https://x.example/price%20list.pdf?v=2",
            {"link": "https://x.example/price%20list.pdf?v=2", "filename": "price list.pdf"},
        ),
        ("document", "https://x.example/", {"link": "https://x.example/"}),
        ("document", "https://x.example", {"link": "https://x.example"}),
        ("document", "https://[x/a.pdf", {"link": "https://[x/a.pdf", "filename": "a.pdf"}),
    ],
)
def test_a_media_header_is_an_id_or_a_link(kind, value, sent):
    components = [{"type": "HEADER", "format": kind.upper()}]

    body = template_message(
        Address("+573001112233"), "x", "en", components, {f"header.{kind}": value}
    )

    [header] = body["template"]["components"]
    assert header == {"type": "header", "parameters": [{"type": kind, kind: sent}]}


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("lina-7f3a", "lina-7f3a"),
        ("a b/ç?x=1&y=2", "a%20b/%C3%A7?x=1&y=2"),
        ("?name=José & Co#top", "?name=Jos%C3%A9%20&%20Co#top"),
        ("a%20b/%C3%A7", "a%20b/%C3%A7"),
        ("100% sure", "100%25%20sure"),
        ('"<>\\^`{|}', "%22%3C%3E%5C%5E%60%7B%7C%7D"),
        ("日本", "%E6%97%A5%E6%9C%AC"),
    ],
)
def test_the_end_of_a_link_is_escaped_once(value, sent):
    components = [{"type": "BODY", "text": "Hello"}, BUTTONS]
    values = {"button.1": value, "button.3": "LINA15"}

    body = template_message(Address("+57"), "x", "en", components, values)

    suffix = body["template"]["components"][1]["parameters"][0]["text"]
    assert (suffix, escaped_suffix(suffix)) == (sent, sent)


def test_a_template_without_gaps_sends_no_components():
    body = template_message(
        Address("+573001112233"), "hello", "en", [{"type": "BODY", "text": "Hi"}], {}
    )

    assert body["template"] == {"name": "hello", "language": {"code": "en"}}
    assert "biz_opaque_callback_data" not in body


def test_a_missing_value_is_never_sent_as_nothing():
    with pytest.raises(KeyError):
        template_message(Address("+57"), "x", "en", [{"type": "BODY", "text": "Hi {{1}}"}], {})


@pytest.mark.parametrize(
    ("text", "is_stop"),
    [
        *(("No más promociones", True), ("Parar promoções", True), ("Unsubscribe", True)),
        *(("Cancel", False), ("Cancelar", False), ("See more", False), (None, False)),
    ],
)
def test_only_a_stop_button_gets_our_payload(text, is_stop):
    components = [
        {"type": "BODY", "text": "Hello"},
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": text}]},
    ]

    body = template_message(Address("+573001112233"), "spring", "es_CO", components, {})

    payload = {"type": "payload", "payload": "optout:button"}
    button = {"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": [payload]}
    assert body["template"].get("components", []) == ([button] if is_stop else [])


def test_a_person_without_a_number_is_addressed_by_user_id():
    hello = [{"type": "BODY", "text": "Hi"}]

    body = template_message(Address(None, "CO.70011223344"), "hello", "en", hello, {})

    assert body["recipient"] == "CO.70011223344"
    assert "to" not in body


def test_the_number_is_preferred_to_the_user_id():
    hello = [{"type": "BODY", "text": "Hi"}]

    body = template_message(Address("+573001112233", "CO.7"), "hello", "en", hello, {})

    assert body["to"] == "+573001112233"
    assert "recipient" not in body


def test_a_flow_button_gets_a_token_that_names_the_recipient_and_cannot_be_guessed():
    flow = {"type": "FLOW", "text": "Open", "flow_id": "1212", "flow_action": "navigate"}
    stop = {"type": "QUICK_REPLY", "text": "More"}
    components = [
        {"type": "BODY", "text": "Hi"},
        {"type": "BUTTONS", "buttons": [stop, flow]},
    ]
    callback = "7.0b8f6f0e-52a1-4d4c-8a5e-9f1f6a0f7c11"

    body = template_message(Address("+573001112233"), "survey", "es", components, {}, callback)

    assert body["template"]["components"] == [
        {
            "type": "button",
            "sub_type": "flow",
            "index": "1",
            "parameters": [{"type": "action", "action": {"flow_token": callback}}],
        }
    ]
