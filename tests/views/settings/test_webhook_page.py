"""Recent events that could not be processed, and their retries."""

import pytest

from jobs.drain_webhook_events import drain_webhook_events
from tests.support import payloads
from tests.support.factories import a_contact
from tests.support.inbox import now, receive, receive_body
from webapp import clock, queues
from webapp.domain.webhook.fields import READ_FIELDS
from webapp.extensions import db
from webapp.models import AuditEntry, UnusedItem, WebhookEvent
from webapp.services.webhook import inbox_bodies, platform_events, replies

FAULTY = "Recent events"
PARKED = "Latest receipts"


@pytest.fixture
def open_webhook(open_page, admin):
    """Open the webhook's page as an administrator."""
    return lambda: open_page("/settings/webhook", admin)


@pytest.fixture
def set_aside(app, monkeypatch) -> WebhookEvent:
    """A STOP from Ana that was set aside because of a fault of ours, which has been fixed."""
    a_contact("+573001112233")
    with monkeypatch.context() as patched:
        patched.setattr(inbox_bodies, "MAX_ATTEMPTS", 1)
        patched.setattr(replies, "record", lambda *_: 1 / 0)
        receive(payloads.reply("+573001112233", "STOP", now()))
    return db.session.scalars(db.select(WebhookEvent)).one()


def test_the_page_names_every_field_that_means_something_to_us(open_webhook):
    named = {one.get_text() for one in open_webhook().soup.main.select("ol code")}

    assert named >= {"messages", "standby", "messaging_handovers", "account_alerts", "security"}
    assert named >= set(READ_FIELDS) >= set(platform_events.ACTIONS)
    assert not named & {"calls", "history", "flows"}


def drains() -> int:
    return queues.redis().llen("rq:queue:webhook")


def test_a_webhook_without_faults_has_none_to_show(open_webhook):
    page = open_webhook()

    facts = page.facts()
    assert facts["Last event received"] == "Nothing has come in yet."
    assert facts["Bodies with something unusable"] == "0"
    assert page.rows(FAULTY) == [["Everything could be used."]]
    assert page.rows(PARKED) == [["Every receipt has found its message."]]


def test_what_came_in_is_shown_with_its_age(open_webhook, at):
    at("2025-10-05 12:00")
    db.session.add(WebhookEvent(digest=b"1", body=b"{}", received_at=clock.now()))

    facts = open_webhook().facts()

    assert facts["Last event received"] == "5 Oct, 12:00"
    assert facts["Waiting to be understood"] == "1 since 5 Oct, 12:00"


def test_a_faulty_body_is_shown_with_what_is_wrong_and_what_was_sent(open_webhook):
    receive_body(b'{"entry": "<script>"}')

    page = open_webhook()

    [[_, wrong, becomes, _]] = page.rows(FAULTY)
    assert "An item of “entry” is not an object." in wrong
    assert '{"entry": "<script>"}' in wrong
    assert becomes == "Set aside"
    assert page.facts()["Bodies with something unusable"] == "1"


def test_a_body_that_is_set_aside_is_read_again(open_webhook, set_aside):
    page = open_webhook().submit(f"Read again what came in as number {set_aside.id}")

    assert page.messages == ["The body is read again."]
    assert page.rows(FAULTY)[0][2] == "Waiting to be read"
    assert drains() == 1
    drain_webhook_events()
    assert "unsubscribed" in db.session.scalars(db.text("SELECT subscription FROM contacts")).all()
    assert open_webhook().rows(FAULTY) == [["Everything could be used."]]


def test_a_body_is_read_again_once(open_webhook, set_aside, admin):
    page = open_webhook()
    button = f"Read again what came in as number {set_aside.id}"
    page.submit(button)

    assert page.submit(button).messages == ["This body waits to be read already, or is forgotten."]
    noted = db.select(db.func.count(AuditEntry.id)).filter_by(action="webhook.read_again")
    assert db.session.scalar(noted) == 1


def test_all_that_is_set_aside_is_read_again(open_webhook, set_aside):
    receive_body(b"no JSON")

    page = open_webhook().submit("Read all again")

    assert page.messages == ["2 bodies are read again."]
    drain_webhook_events()
    assert [row[2] for row in open_webhook().rows(FAULTY)] == ["Set aside"]


def test_a_receipt_without_a_message_waits_and_is_given_up(open_webhook, at):
    at("2025-10-05 12:00")
    receive(payloads.receipt("wamid.nobodys", "delivered", now()))
    waits = open_webhook()
    at("2025-10-05 12:20")
    drain_webhook_events()
    gone = open_webhook()

    assert waits.rows(PARKED)[0][:2] == ["wamid.nobodys", "Delivered"]
    assert waits.facts()["Receipts that wait for their message"].startswith("1 since 5 Oct")
    assert gone.rows(PARKED)[0][4] == "No message found"
    assert gone.facts()["Receipts that match no message"] == "1"


@pytest.mark.parametrize("path", ["webhook", "webhook/state"])
def test_only_administrators_see_it(open_page, editor, path):
    assert open_page(f"/settings/{path}", editor).status == 403


def test_only_administrators_have_it_read_again(editor, set_aside):
    answer = editor.post(f"/settings/webhook/bodies/{set_aside.id}/again")

    assert answer.status_code in (400, 403)
    assert set_aside.drained_at


def test_the_state_is_fetched_anew_by_itself(admin):
    answer = admin.get("/settings/webhook/state")

    assert answer.status_code == 200
    assert "Last event received" in answer.text


def test_what_is_not_used_is_counted_with_an_example(open_webhook):
    for number in (6, 7):
        receive_body(payloads.news("calls", {"number": number}, now(), "1"))
    receive_body(payloads.news("field_of_2027", {"number": 8}, now(), "1"))

    known, new = open_webhook().rows("Fields and keys from WhatsApp")

    assert known[0].startswith("calls")
    assert '{"number": 7}' in known[0]
    assert known[1:3] == ["Known, and not needed for campaigns", "2"]
    assert new[0].startswith("field_of_2027")
    assert new[1:3] == ["New: this version does not know it", "1"]


def test_a_field_that_is_read_by_now_is_not_listed_as_unused(open_webhook):
    db.session.add(UnusedItem(name="standby", times=3, last_received_at=clock.now()))
    db.session.commit()

    rows = open_webhook().rows("Fields and keys from WhatsApp")

    assert rows == [["Everything that was received is used."]]


def test_clicks_are_counted(open_webhook):
    change = payloads.reply("+1", "", now())
    change["value"] = {
        "user_actions": [
            {"action_type": "marketing_messages_link_click", "timestamp": str(int(now()))}
        ]
    }
    receive(change)

    assert open_webhook().facts()["Clicks, last 30 days"] == "1"
