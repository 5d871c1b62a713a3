"""What has no use here is counted and never a fault; accounts that are not ours are reported."""

import pytest

from tests.support import payloads
from tests.support.factories import a_sender
from tests.support.inbox import now, open_incidents, receive, receive_body
from webapp.extensions import db
from webapp.models import BackgroundTask, Incident, UnusedItem, WebhookEvent
from webapp.models import Reply as ReplyRow


@pytest.fixture
def sender(app):
    """A sender of ours."""
    connected = a_sender(phone_number_id="100000000000001")
    db.session.commit()
    return connected


def counted() -> dict[str, int]:
    items = db.session.scalars(db.select(UnusedItem))
    return {item.name: item.times for item in items}


def assert_no_faults() -> None:
    assert set(db.session.scalars(db.select(WebhookEvent.fault))) == {None}


@pytest.mark.parametrize(
    "field",
    [
        *("calls", "history", "smb_message_echoes", "smb_app_state_sync", "group_lifecycle_update"),
        *("automatic_events", "flows", "payment_configuration_update", "field_of_2027"),
    ],
)
def test_a_field_without_a_use_is_counted_and_shown_to_nobody(sender, field):
    for number in range(2):
        receive_body(payloads.news(field, {"number": number}, now(), sender.waba_id))

    assert counted() == {field: 2}
    assert open_incidents() == []
    assert db.session.scalars(db.select(BackgroundTask)).all() == []
    assert_no_faults()


def test_unknown_keys_and_names_are_counted_and_the_rest_is_read(sender):
    receipt = payloads.receipt("wamid.1", "pondered", now())
    receipt["value"]["statuses"][0]["mood"] = "good"
    message = payloads.reply("+573001112233", "Hello", now())
    message["value"]["messages"][0]["weather"] = {"sun": True}
    message["value"]["polls"] = []
    preference = payloads.preference("+573001112233", "pause", now())

    receive(receipt, message, preference)

    assert counted() == {
        "messages.statuses.mood": 1,
        "messages.statuses.status.pondered": 1,
        "messages.messages.weather": 1,
        "messages.polls": 1,
        "user_preferences.value.pause": 1,
    }
    assert db.session.scalars(db.select(ReplyRow.text)).all() == ["Hello"]
    assert_no_faults()


def test_a_body_with_only_an_unknown_key_is_no_fault(sender):
    change = payloads.reply("+573001112233", "", now())
    change["value"].pop("messages")
    change["value"]["surveys"] = [{"id": 1}]

    receive(change)

    assert counted() == {"messages.surveys": 1}
    assert_no_faults()


def test_a_name_of_any_length_is_counted(sender):
    change = payloads.reply("+573001112233", "", now())
    change["value"] |= {"k" * 5000: 1, "\0": 2, "'\"{}": 3}

    receive(change)

    assert len(counted()) == 3
    assert_no_faults()


@pytest.mark.parametrize("field", ["account_update", "calls", "template_category_update"])
def test_another_account_is_reported_once_and_changes_nothing(sender, field):
    for event in ("ACCOUNT_DELETED", "PARTNER_REMOVED"):
        receive_body(payloads.news(field, {"event": event}, now(), "999000999"))

    [incident] = db.session.scalars(db.select(Incident))
    assert (incident.kind, incident.subject) == ("account_notice", "foreign account 999000999")
    assert "Another WhatsApp Business account (999000999)" in incident.message
    assert sender.status == "connected"


@pytest.mark.parametrize("which", ["value", "entry"])
def test_an_event_is_ours_where_it_or_its_entry_names_our_account(sender, which):
    ours, other = sender.waba_id, "777"
    in_value, in_entry = (ours, other) if which == "value" else (other, ours)
    value = {"event": "ACCOUNT_DELETED", "waba_info": {"waba_id": in_value}}

    receive_body(payloads.news("account_update", value, now(), in_entry))

    assert open_incidents() == ["sender_stopped"]
