"""Which differences of two texts of a template a person would notice."""

from typing import Any

import pytest

from webapp.domain.message_templates.same_text import fingerprint, is_same_text

HEADER = {
    "type": "HEADER",
    "format": "IMAGE",
    "example": {"header_handle": ["https://cdn.example/a?sig=1"]},
}
BODY = {"type": "BODY", "text": "Hi {{1}}", "example": {"body_text": [["Ana"]]}}
BUTTONS = {
    "type": "BUTTONS",
    "buttons": [
        {"type": "URL", "text": "Go", "url": "https://a.test/{{1}}", "example": ["x"]},
        {"type": "QUICK_REPLY", "text": "Stop"},
    ],
}
FROZEN = [HEADER, BODY, BUTTONS]


def buttons(*changed: dict[str, Any]) -> list[Any]:
    return [HEADER, BODY, {"type": "BUTTONS", "buttons": list(changed)}]


@pytest.mark.parametrize(
    "now",
    [
        [BUTTONS, HEADER, BODY],
        [dict(reversed(list(part.items()))) for part in FROZEN],
        [{**HEADER, "example": {"header_handle": ["https://cdn.example/b?sig=2"]}}, BODY, BUTTONS],
        [HEADER, {"type": "BODY", "text": "Hi {{1}}"}, BUTTONS],
        [{**HEADER, "type": "header", "format": "image"}, BODY, BUTTONS],
        [HEADER, {**BODY, "a_key_of_next_year": {"x": 1}}, BUTTONS],
        [HEADER, {**BODY, "cards": None}, BUTTONS],
    ],
    ids=["order", "keys", "cdn", "example", "case", "new key", "null"],
)
def test_what_nobody_would_notice_is_no_difference(now):
    assert is_same_text(FROZEN, now)
    assert fingerprint(FROZEN) == fingerprint(now)


@pytest.mark.parametrize(
    "now",
    [
        [HEADER, {**BODY, "text": "Dear {{1}}"}, BUTTONS],
        [HEADER, {**BODY, "text": "Hi {{first_name}}"}, BUTTONS],
        [HEADER, {**BODY, "text": "Hi {{1}} and {{2}}"}, BUTTONS],
        [{**HEADER, "format": "VIDEO"}, BODY, BUTTONS],
        [BODY, BUTTONS],
        [*FROZEN, {"type": "FOOTER", "text": "BAJA"}],
        buttons(BUTTONS["buttons"][1], BUTTONS["buttons"][0]),
        buttons(BUTTONS["buttons"][0]),
        buttons({**BUTTONS["buttons"][0], "url": "https://b.test/{{1}}"}, BUTTONS["buttons"][1]),
        [{"type": "CAROUSEL", "cards": [{"components": [BODY]}]}, *FROZEN],
    ],
)
def test_another_text_link_button_or_variable_is_a_difference(now):
    assert not is_same_text(FROZEN, now)
    assert fingerprint(FROZEN) != fingerprint(now)
