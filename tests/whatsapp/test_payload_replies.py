"""Webhook bodies with replies, preferences, and news of the platform."""

from datetime import UTC, datetime

import pytest

from tests.whatsapp.bodies import EDITED, LINA, RECEIVED, a_body, a_change, events, of_message
from webapp.domain.contacts.whatsapp_ids import WhatsAppIds
from webapp.domain.webhook.events import (
    IdentityChanged,
    NotUsed,
    PlatformEvent,
    Preference,
    Reply,
    Unknown,
)


def test_a_text_is_a_reply():
    assert of_message(context={"id": "wamid.A"}) == Reply(
        wamid="wamid.B",
        sender="573001112233",
        user_id="CO.70011223344",
        name="Lina",
        kind="text",
        text="Stop",
        payload=None,
        context_wamid="wamid.A",
        at=datetime.fromtimestamp(1795430411, UTC),
        phone_number_id="222333444",
    )


@pytest.mark.parametrize(
    ("kind", "content", "text", "payload", "about"),
    [
        (
            "button",
            {"payload": "optout:c42", "text": "Stop promotions"},
            "Stop promotions",
            "optout:c42",
            None,
        ),
        (
            "interactive",
            {"type": "button_reply", "button_reply": {"id": "optout", "title": "Stop"}},
            "Stop",
            "optout",
            None,
        ),
        (
            "interactive",
            {"type": "list_reply", "list_reply": {"id": "7", "title": "Red"}},
            "Red",
            "7",
            None,
        ),
        (
            "interactive",
            {"type": "nfm_reply", "nfm_reply": {"body": "Sent", "response_json": "{}"}},
            "Sent",
            "{}",
            None,
        ),
        (
            "interactive",
            {"type": "call_permission_reply", "call_permission_reply": {}},
            "",
            None,
            None,
        ),
        ("image", {"id": "1", "caption": "Baja"}, "Baja", None, None),
        ("video", {"id": "1"}, "", None, None),
        ("document", {"id": "1", "caption": "Baja", "filename": "a.pdf"}, "Baja", None, None),
        ("audio", {"id": "1"}, "", None, None),
        ("sticker", {"id": "1"}, "", None, None),
        ("reaction", {"message_id": "wamid.A", "emoji": "👍"}, "👍", None, "wamid.A"),
        ("reaction", {"message_id": "wamid.A"}, "", None, "wamid.A"),
        ("location", {"latitude": 4.6, "longitude": -74.1, "name": "Home"}, "Home", None, None),
        ("contacts", [], "", None, None),
        ("edit", {"original_message_id": "wamid.A", "message": EDITED}, "Stop", None, "wamid.A"),
        ("revoke", {"original_message_id": "wamid.A"}, "", None, "wamid.A"),
        ("unsupported", {"type": "poll"}, "", None, None),
        ("something_new", {"a": 1}, "", None, None),
    ],
)
def test_every_kind_of_message_is_a_reply(kind, content, text, payload, about):
    reply = of_message(kind, content)

    assert (reply.kind, reply.text, reply.payload, reply.context_wamid) == (
        kind,
        text,
        payload,
        about,
    )


def test_a_tap_on_a_template_button_may_come_without_context():
    assert of_message("button", {"text": "Stop"}).payload is None


@pytest.mark.parametrize("key", ["wa_id", "new_wa_id"])
def test_a_person_who_changes_number_is_told_as_that(key):
    note = {"type": "user_changed_number", key: "573004445566", "user_id": "CO.9"}

    at = datetime.fromtimestamp(1795430411, UTC)
    assert of_message("system", note) == IdentityChanged(
        wamid="wamid.B",
        old=WhatsAppIds("573001112233", "CO.70011223344", at=at),
        new=WhatsAppIds("573004445566", "CO.9", at=at),
        at=at,
        phone_number_id="222333444",
    )


def test_other_notices_about_a_person_are_known_and_not_used():
    assert of_message("system", {"type": "customer_identity_changed"}) == NotUsed(
        "messages.messages.system.customer_identity_changed", "330044556677"
    )
    assert isinstance(of_message("system", {"type": "user_changed_user_id"}), Unknown)


def test_the_button_inside_whatsapp_is_a_preference():
    preference = {"wa_id": "573001112233", "value": "stop", "timestamp": 1795430411}
    change = a_change("user_preferences", contacts=[LINA], user_preferences=[preference])

    assert events(a_body(change)) == [
        Preference(
            wa_id="573001112233",
            user_id="CO.70011223344",
            value="stop",
            at=datetime.fromtimestamp(1795430411, UTC),
            phone_number_id="222333444",
        )
    ]


def test_news_of_the_platform_is_handed_on_as_it_came():
    value = {"event": "PAUSED", "message_template_name": "spring", "reason": None}
    change = {"field": "message_template_status_update", "value": value}

    assert events(a_body(change)) == [
        PlatformEvent("message_template_status_update", "330044556677", value, RECEIVED)
    ]


def test_an_error_of_the_account_is_news_of_the_platform():
    change = a_change(errors=[{"code": 0, "title": "AuthException"}])

    [event] = events(a_body(change))

    assert (event.field, event.value["errors"][0]["code"]) == ("messages", 0)
