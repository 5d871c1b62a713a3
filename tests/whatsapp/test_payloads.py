"""Webhook bodies: as documented, as seen in the wild, and as nobody would write them."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.events import (
    NumberChanged,
    PlatformEvent,
    Preference,
    ProviderFault,
    Receipt,
    Reply,
    Unknown,
)
from webapp.whatsapp.payloads import events

AT = datetime(2026, 11, 23, 10, 40, 11, tzinfo=UTC)
METADATA = {"display_phone_number": "573009990000", "phone_number_id": "222333444"}
LINA = {"profile": {"name": "Lina"}, "wa_id": "573001112233", "user_id": "CO.70011223344"}

EDITED = {"type": "text", "text": {"body": "Stop"}}


def a_status(**changes):
    return {
        "id": "wamid.A",
        "status": "delivered",
        "timestamp": str(int(AT.timestamp())),
        "recipient_id": "573001112233",
        "biz_opaque_callback_data": "c42.r17",
        "pricing": {"billable": True, "type": "regular", "category": "marketing"},
    } | changes


def a_message(kind="text", content=None, **changes):
    content = {"body": "Stop"} if content is None else content
    sender = {"from": "573001112233", "from_user_id": "CO.70011223344"}
    message = sender | {"id": "wamid.B", "timestamp": "1795430411", "type": kind, kind: content}
    return message | changes


def a_change(field="messages", **value):
    return {
        "field": field,
        "value": {"messaging_product": "whatsapp", "metadata": METADATA} | value,
    }


def a_body(*changes):
    entry = {"id": "330044556677", "changes": list(changes)}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def of_status(**changes):
    [event] = events(a_body(a_change(statuses=[a_status(**changes)])))
    return event


def of_message(*args, **changes):
    [event] = events(a_body(a_change(contacts=[LINA], messages=[a_message(*args, **changes)])))
    return event


def test_a_status_is_a_receipt():
    assert of_status() == Receipt(
        wamid="wamid.A",
        status="delivered",
        at=datetime.fromtimestamp(int(AT.timestamp()), UTC),
        callback="c42.r17",
        recipient="573001112233",
        pricing_type="regular",
        pricing_category="marketing",
        phone_number_id="222333444",
    )


def test_a_failed_status_says_why():
    said = {
        "code": 131049,
        "title": "Not delivered to keep engagement healthy",
        "error_data": {"details": "Held back by the per-user marketing cap."},
    }

    receipt = of_status(status="failed", errors=[said])

    assert receipt.error == ProviderFault(131049, said["title"], said["error_data"]["details"])


@pytest.mark.parametrize("errors", [None, [], ["?"], {}, [{"code": "x"}], [{"code": True}]])
def test_a_failed_status_without_a_reason_is_still_a_failure(errors):
    receipt = of_status(status="failed", errors=errors)

    assert receipt.status == "failed"
    assert receipt.error.code is None


def test_a_voice_message_that_was_played_was_read():
    assert of_status(status="played").status == "read"


def test_a_message_deleted_from_the_phone_says_nothing():
    assert events(a_body(a_change(statuses=[a_status(status="deleted"), a_status()]))) == [
        of_status()
    ]


@pytest.mark.parametrize(
    "timestamp", ["1795430411", 1795430411, "1795430411000", 1795430411000, " 1795430411 "]
)
def test_times_come_as_texts_numbers_and_milliseconds(timestamp):
    assert of_status(timestamp=timestamp).at == datetime.fromtimestamp(1795430411, UTC)


@pytest.mark.parametrize("timestamp", ["", None, "soon", 0, -1, 1.5, [], "9" * 30, "9" * 5000])
def test_a_status_without_a_time_is_kept_for_the_operator(timestamp):
    assert of_status(timestamp=timestamp) == Unknown(
        "It has no time.", a_status(timestamp=timestamp)
    )


def test_a_receipt_takes_the_user_id_from_the_status_or_from_the_contacts():
    from_contacts = events(a_body(a_change(contacts=[LINA], statuses=[a_status()])))
    stranger = [LINA | {"wa_id": "570000000000"}]
    from_nobody = events(a_body(a_change(contacts=stranger, statuses=[a_status()])))

    assert of_status(recipient_user_id="CO.1").user_id == "CO.1"
    assert from_contacts[0].user_id == "CO.70011223344"
    assert from_nobody[0].user_id is None


def test_a_user_id_in_the_place_of_the_number_is_not_taken_for_one():
    receipt = of_status(recipient_id="CO.70011223344")
    message = a_message() | {"from": "CO.70011223344", "from_user_id": None}
    [reply] = events(a_body(a_change(messages=[message])))

    assert (receipt.recipient, receipt.user_id) == (None, "CO.70011223344")
    assert (reply.sender, reply.user_id, reply.name) == (None, "CO.70011223344", "")


def test_a_hidden_number_is_taken_from_the_contacts_where_they_show_it():
    hidden = {"from": None, "from_user_id": "CO.70011223344"}
    stop = {"user_id": "CO.70011223344", "value": "stop", "timestamp": 1795430411}
    change = a_change("user_preferences", contacts=[LINA], user_preferences=[stop])

    [preference] = events(a_body(change))

    assert (of_message(**hidden).sender, of_message(**hidden).name) == ("573001112233", "Lina")
    assert preference.wa_id == "573001112233"


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

    assert of_message("system", note) == NumberChanged(
        wamid="wamid.B",
        old="573001112233",
        new="573004445566",
        user_id="CO.9",
        at=datetime.fromtimestamp(1795430411, UTC),
        phone_number_id="222333444",
    )


def test_other_notes_about_a_person_are_kept_for_the_operator():
    assert isinstance(of_message("system", {"type": "customer_identity_changed"}), Unknown)


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
        PlatformEvent("message_template_status_update", "330044556677", value)
    ]


def test_an_error_of_the_account_is_news_of_the_platform():
    change = a_change(errors=[{"code": 0, "title": "AuthException"}])

    [event] = events(a_body(change))

    assert (event.field, event.value["errors"][0]["code"]) == ("messages", 0)


def test_every_entry_change_and_item_is_read():
    changes = [a_change(statuses=[a_status(), a_status()], messages=[a_message()])] * 3
    entries = [{"id": "1", "changes": changes}, {"id": "2", "changes": changes}]

    found = events(json.dumps({"entry": entries}).encode())

    assert [type(event) for event in found] == [Receipt, Receipt, Reply] * 6


@pytest.mark.parametrize("bad", [None, 7, "x", [], {}, {"id": "wamid.C"}, {"status": "sent"}])
def test_a_bad_item_spoils_nothing_else(bad):
    statuses, messages = [a_status(), bad, a_status()], [bad, a_message()]

    found = events(a_body({"field": 1}, a_change(statuses=statuses, messages=messages), bad))

    kinds = [type(event) for event in found]
    assert kinds == [Unknown, Receipt, Unknown, Receipt, Unknown, Reply, Unknown]


@pytest.mark.parametrize(
    "body",
    [b"", b"hello", b"[]", b"7", b"{}", b'{"entry": "x"}', b"\xff\xfe", b"NaN", b"[" * 200_000],
)
def test_a_body_that_is_no_webhook_is_one_unknown(body):
    [event] = events(body)

    assert isinstance(event, Unknown)


def test_what_a_database_cannot_keep_is_dropped():
    body = a_body(a_change(messages=[a_message(content={"body": "St\0op \ud83d"})]))

    [reply] = events(body)

    assert reply.text == "Stop ?"


def test_escaped_bodies_read_like_plain_ones():
    plain = a_body(a_change(messages=[a_message(content={"body": "não / <b>"})]))

    assert events(plain.replace(b"/", b"\\/")) == events(plain)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


@given(JSON)
def test_no_json_whatsoever_raises(value):
    assert events(json.dumps(value).encode())


@given(st.binary())
def test_no_bytes_whatsoever_raise(body):
    assert isinstance(events(body)[0], Unknown)


@given(st.data())
def test_no_damage_to_a_real_body_raises(data):
    body = json.loads(
        a_body(
            a_change(contacts=[LINA], statuses=[a_status(status="failed", errors=[{"code": 1}])]),
            a_change(contacts=[LINA], messages=[a_message()], errors=[{"code": 0}]),
            a_change("user_preferences", user_preferences=[{"wa_id": "1", "value": "stop"}]),
        )
    )
    holder, key = data.draw(st.sampled_from(list(places(body))))
    holder[key] = data.draw(JSON)

    events(json.dumps(body).encode())


def places(value):
    """Name every place in a body where something stands."""
    keys = (
        value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    for key in keys:
        yield value, key
        yield from places(value[key])
