"""Templates as WhatsApp defines them, and as people will read them."""

import pytest

from webapp.domain.message_templates.rendering import (
    PreviewButton,
    Variable,
    faults,
    fill,
    preview,
    variables,
)

OFFER = [
    {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["https://x.example/a"]}},
    {
        "type": "BODY",
        "text": "Hola {{first_name}}, {{discount}} hoy, {{first_name}}.",
        "example": {
            "body_text_named_params": [
                {"param_name": "first_name", "example": "Ana"},
                {"param_name": "discount", "example": "10 %"},
            ]
        },
    },
    {"type": "FOOTER", "text": "Responde BAJA para no recibir más"},
    {
        "type": "BUTTONS",
        "buttons": [
            {"type": "QUICK_REPLY", "text": "Stop promotions"},
            {
                "type": "URL",
                "text": "Ver",
                "url": "https://shop.example/p/{{1}}",
                "example": ["https://shop.example/p/x"],
            },
            {"type": "COPY_CODE", "text": "Copiar", "example": "ANA15"},
        ],
    },
]
NUMBERED = [
    {
        "type": "HEADER",
        "format": "TEXT",
        "text": "For {{1}}",
        "example": {"header_text": ["Ana"]},
    },
    {
        "type": "BODY",
        "text": "Order {{2}} of {{ 1 }} {{10}}",
        "example": {"body_text": [["1 May", "A-17", "ok"]]},
    },
]
VALUES = {
    "header.image": "https://shop.example/spring.png",
    "first_name": "Lina",
    "discount": "15 %",
    "button.1": "lina-7f3a",
    "button.2": "LINA15",
}


def test_a_named_template_has_each_gap_once_in_reading_order():
    assert variables(OFFER, "NAMED") == [
        Variable("header.image", "header", "Header image", "https://x.example/a"),
        Variable("first_name", "body", "First name", "Ana"),
        Variable("discount", "body", "Discount", "10 %"),
        Variable("button.1", "button", "End of the link of “Ver”", "x"),
        Variable("button.2", "button", "Code to copy", "ANA15"),
    ]


def test_a_numbered_header_has_a_key_apart_from_the_body():
    found = variables(NUMBERED, "POSITIONAL")

    assert [(one.key, one.example) for one in found] == [
        ("header.1", "Ana"),
        ("1", "1 May"),
        ("2", "A-17"),
        ("10", "ok"),
    ]


def test_header_and_body_share_a_named_gap():
    shared = [
        {"type": "HEADER", "format": "TEXT", "text": "For {{first_name}}"},
        {"type": "BODY", "text": "Hi {{first_name}}"},
    ]

    assert [one.where for one in variables(shared, "NAMED")] == ["header"]
    assert preview(shared, {"first_name": "Ana"}).header == "For Ana"


def test_a_template_without_gaps_has_none():
    assert variables([{"type": "BODY", "text": "Hello"}, {"type": "HEADER"}], "POSITIONAL") == []
    assert variables([], "") == []


def test_a_value_that_looks_like_a_gap_is_not_filled_again():
    assert fill("{{1}} {{2}} {{3}}", {"1": "{{2}}", "2": "b"}) == "{{2}} b {{3}}"


def test_the_preview_reads_as_the_phone_will_show_it():
    shown = preview(OFFER, VALUES)

    assert (shown.header_kind, shown.header) == ("image", "https://shop.example/spring.png")
    assert shown.body == "Hola Lina, 15 % hoy, Lina."
    assert shown.footer == "Responde BAJA para no recibir más"
    assert shown.buttons == (
        PreviewButton("quick_reply", "Stop promotions"),
        PreviewButton("url", "Ver", "https://shop.example/p/lina-7f3a"),
        PreviewButton("copy_code", "Copiar", "LINA15"),
    )


def test_gaps_without_a_value_stay_to_be_seen():
    shown = preview(NUMBERED, {"header.1": "Ana"})

    assert (shown.header, shown.body) == ("For Ana", "Order {{2}} of {{ 1 }} {{10}}")


def test_good_values_have_no_faults():
    assert faults(VALUES, OFFER) == {}


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        ("first_name", "Li\nna", "First name has a line break or a tab, which WhatsApp refuses."),
        ("first_name", "Li\tna", "First name has a line break or a tab, which WhatsApp refuses."),
        ("first_name", "Li\u2028na", "First name has a line break or a tab"),
        ("discount", "15     %", "Discount has more than four spaces in a row"),
        ("discount", "  ", "Discount has no value."),
        ("discount", "\u200b\u2060 \ufeff", "Discount has no value."),
        ("header.image", "spring.png", "Header image must be a link"),
        ("button.1", "https://shop.example/a", "must be the end of the link only"),
        ("button.2", "LINA-15", "Code to copy may have 15 letters and digits at most."),
        ("button.2", "L" * 16, "Code to copy may have 15 letters and digits at most."),
    ],
)
def test_what_whatsapp_refuses_is_said_before_sending(key, value, fault):
    found = faults(VALUES | {key: value}, OFFER)

    assert list(found) == [key]
    assert fault in found[key]


def test_the_end_of_a_link_is_shown_as_it_is_sent():
    shown = preview(OFFER, VALUES | {"button.1": "a b"})

    assert faults(VALUES | {"button.1": "a b"}, OFFER) == {}
    assert shown.buttons[1].target == "https://shop.example/p/a%20b"


def test_four_spaces_and_the_id_of_an_uploaded_file_are_allowed():
    assert faults(VALUES | {"discount": "15    %", "header.image": "900100200300"}, OFFER) == {}


def test_a_missing_value_is_a_fault():
    assert faults({"1": "a", "2": "b", "10": "c"}, NUMBERED) == {
        "header.1": "Header text 1 has no value."
    }


def test_a_text_too_long_once_filled_is_a_fault_of_its_part():
    fits = {"header.1": "x" * 56, "1": "x" * (1024 - len("Order  of  ") - 2), "2": "y", "10": "z"}

    assert faults(fits, NUMBERED) == {}
    assert list(faults(fits | {"2": "yy"}, NUMBERED)) == ["body"]
    assert list(faults(fits | {"header.1": "x" * 57}, NUMBERED)) == ["header"]


@pytest.mark.parametrize(
    ("part", "key"),
    [
        ({"type": "HEADER", "format": "LOCATION"}, "header"),
        ({"type": "CAROUSEL", "cards": []}, "body"),
        ({"type": "BUTTONS", "buttons": [{"type": "OTP", "text": "Copy"}]}, "buttons"),
    ],
)
def test_parts_that_cannot_be_filled_from_here_are_faults(part, key):
    assert list(faults({}, [part])) == [key]
