"""Conversations that several programs of the business share: `standby` and handovers."""

from tests.support import payloads
from tests.support.factories import a_contact, a_sender
from tests.support.inbox import a_sent_campaign, now, receive, recipients_of
from webapp.domain.webhook.auto_replies import AutoReply
from webapp.extensions import db
from webapp.models import BackgroundTask, Reply, ServiceWindow, TaskKind, WebhookEvent
from webapp.services.operations import settings

NUMBER = "+573001112233"


def under_standby(change: dict) -> dict:
    """Return the same items, as they come while another program has the conversation."""
    value = change["value"]
    items = {key: value[key] for key in ("messages", "statuses") if key in value}
    return {"field": "standby", "value": {"metadata": value["metadata"], "standby": items}}


def a_handover(kind: str = "control_passed", **control: str) -> dict:
    value = {
        "messaging_product": "whatsapp",
        "sender": {"phone_number": NUMBER.removeprefix("+")},
        "recipient": {"phone_number_id": "100000000000001", "display_phone_number": "573009990000"},
        "type": kind,
        "timestamp": str(int(now())),
        kind: control,
    }
    return {"field": "messaging_handovers", "value": value}


def faults() -> list[object]:
    return [fault for fault in db.session.scalars(db.select(WebhookEvent.fault)) if fault]


def tasks() -> list[str]:
    return list(db.session.scalars(db.select(BackgroundTask.kind)))


def test_a_message_under_standby_opens_the_window_and_gets_no_automatic_reply(app):
    a_sender(phone_number_id="100000000000001")
    contact = a_contact(NUMBER)
    settings.set_auto_replies([AutoReply(("hours",), "9 to 5")], "tests")

    receive(under_standby(payloads.reply(NUMBER, "hours", now())))
    receive(under_standby(payloads.reply(NUMBER, "STOP", now())))

    assert not contact.is_subscribed
    assert db.session.scalars(db.select(Reply.auto_reply)).all() == [None, None]
    assert TaskKind.AUTO_REPLY not in tasks()
    assert db.session.scalars(db.select(ServiceWindow.contact_id)).all() == [contact.id]


def test_a_receipt_under_standby_counts(app):
    [recipient] = recipients_of(a_sent_campaign(1))

    receive(under_standby(payloads.receipt(recipient.wamid, "read", now())))

    assert recipient.read_at


def test_the_same_message_in_both_fields_is_stored_once(app):
    a_contact(NUMBER)
    change = payloads.reply(NUMBER, "Hello", now())

    receive(change, under_standby(change))

    assert len(db.session.scalars(db.select(Reply)).all()) == 1


def test_what_the_other_program_sends_is_no_fault(app):
    echo = {"id": "wamid.E", "timestamp": str(int(now())), "message": {"type": "text"}}

    receive({"field": "standby", "value": {"standby": {"message_echoes": [echo]}}})

    assert db.session.scalars(db.select(Reply)).all() == []
    assert faults() == []


def test_a_handover_is_noted_once_with_the_contact(app):
    contact = a_contact(NUMBER)
    change = a_handover(previous_owner_role="marketing", new_owner_role="customer_service")

    receive(change)
    receive(change, a_handover("control_taken", new_owner_role="night_watch"))

    stored = db.session.scalars(db.select(Reply).filter_by(contact_id=contact.id)).all()
    assert {reply.note for reply in stored} == {
        "Conversation passed from marketing to customer service",
        "Conversation taken over by night watch",
    }
    assert [(reply.kind, reply.is_answer) for reply in stored] == [("handover", False)] * 2
    assert db.session.scalars(db.select(ServiceWindow)).all() == []


def test_a_handover_that_says_little_is_no_fault(app):
    receive(a_handover("control_released"))

    assert faults() == []
    assert db.session.scalars(db.select(Reply.contact_id)).one() is None
