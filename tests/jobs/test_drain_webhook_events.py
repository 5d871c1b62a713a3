"""WhatsApp's webhooks, from the stored body to the rows."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.drain_webhook_events import drain_webhook_events
from jobs.send_batch import send_batch
from tests.support import payloads
from tests.support.factories import a_contact, an_active_campaign, some_numbers
from webapp import clock
from webapp.domain.recipients.status import RecipientStatus, SkipReason
from webapp.domain.webhook.events import ProviderFault, Receipt
from webapp.domain.webhook.receipt_transitions import RecipientState, apply_receipt
from webapp.extensions import db
from webapp.models import (
    ConsentEvent,
    Contact,
    Recipient,
    Reply,
    ReplyEffect,
    WebhookEvent,
)
from webapp.queries.campaigns import statistics
from webapp.queries.planning import quota
from webapp.services.webhook.inbox import inbox

S = RecipientStatus
NOON = datetime(2025, 10, 5, 12, tzinfo=UTC)


def receive(*changes) -> None:
    """Receive the body as the webhook does, and drain it."""
    inbox.store(payloads.body(*changes))
    db.session.commit()
    drain_webhook_events()


def the_recipient() -> Recipient:
    db.session.expire_all()
    return db.session.scalars(db.select(Recipient)).one()


@pytest.fixture
def sent(a_cut_campaign):
    """A campaign to one person, with a message that WhatsApp has accepted."""
    campaign, [batch_id] = a_cut_campaign(1)
    send_batch(batch_id)
    return campaign


def test_receipts_move_the_recipient_up(sent):
    wamid, now = the_recipient().wamid, clock.now().timestamp()

    for status in ("sent", "delivered", "read"):
        receive(payloads.receipt(wamid, status, now))

    assert the_recipient().status == S.READ
    counted = statistics.for_campaign(sent.id)
    assert (counted.sent, counted.delivered, counted.read) == (1, 1, 1)


def test_a_late_sent_changes_nothing(sent):
    wamid, now = the_recipient().wamid, clock.now().timestamp()
    receive(payloads.receipt(wamid, "read", now))

    receive(payloads.receipt(wamid, "sent", now + 60))

    assert the_recipient().status == S.READ


def test_a_failure_frees_the_place_and_says_why(sent):
    receive(payloads.receipt(the_recipient().wamid, "failed", clock.now().timestamp(), code=131026))

    recipient = the_recipient()
    assert (recipient.status, recipient.error_code) == (S.FAILED, 131026)
    assert quota.used(sent.sender.portfolio, clock.now()) == 0
    [day] = statistics.by_day([sent.id])
    assert (day.sent, day.failed) == (1, 1)


def test_a_capped_person_waits_a_day(sent):
    now = clock.now()

    receive(payloads.receipt(the_recipient().wamid, "failed", now.timestamp(), code=131049))

    recipient = the_recipient()
    assert recipient.status == S.PENDING
    assert (recipient.next_attempt_at - now).total_seconds() >= 24 * 3600


def test_a_receipt_that_is_quicker_than_the_answer_finds_its_claim(simulator, a_cut_campaign):
    simulator.post("settings", rate_reset_after_accept=1.0)
    campaign, [batch_id] = a_cut_campaign(1)
    send_batch(batch_id)
    [row] = simulator.accepted()

    receive(payloads.receipt(row["wamid"], "delivered", clock.now().timestamp(), row["callback"]))

    assert the_recipient().status == S.DELIVERED
    assert the_recipient().wamid == row["wamid"]
    assert quota.used(campaign.sender.portfolio, clock.now()) == 1


def test_a_stop_takes_the_person_out_of_every_campaign(app, sender):
    number = some_numbers(1)
    campaigns = [an_active_campaign(number), an_active_campaign(number)]
    db.session.commit()

    receive(payloads.reply(number[0], "  Stop!! ", clock.now().timestamp()))

    reasons = db.session.scalars(db.select(Recipient.skip_reason)).all()
    assert reasons == [SkipReason.OPTED_OUT] * len(campaigns)
    assert not db.session.scalars(db.select(Contact)).one().is_subscribed
    assert db.session.scalars(db.select(Reply.effect)).one() == ReplyEffect.OPTED_OUT


def test_a_stop_is_counted_for_the_campaign_that_brought_it(sent):
    recipient = the_recipient()

    receive(payloads.reply(recipient.phone_number, "STOP", clock.now().timestamp()))

    assert [day.opted_out for day in statistics.by_day([sent.id])] == [1]


@pytest.mark.parametrize("text", ["please stop sending me this", "I love it"])
def test_other_words_unsubscribe_nobody(app, text):
    contact = a_contact()
    db.session.commit()

    receive(payloads.reply(contact.phone_number, text, clock.now().timestamp()))

    assert db.session.get_one(Contact, contact.id).is_subscribed


def test_a_near_miss_waits_for_a_person(app):
    contact = a_contact()
    db.session.commit()

    receive(payloads.reply(contact.phone_number, "please stop sending", clock.now().timestamp()))

    assert db.session.scalars(db.select(Reply.effect)).one() == ReplyEffect.TO_REVIEW


def test_the_stop_button_unsubscribes(app):
    contact = a_contact()
    db.session.commit()

    receive(
        payloads.button(
            contact.phone_number, "Stop promotions", "optout:7", clock.now().timestamp()
        )
    )

    assert not db.session.get_one(Contact, contact.id).is_subscribed


def test_a_native_resume_does_not_lift_a_written_stop(app):
    contact = a_contact()
    db.session.commit()
    now = clock.now().timestamp()

    receive(payloads.reply(contact.phone_number, "STOP", now))
    receive(payloads.preference(contact.phone_number, "resume", now + 1))
    still_out = not db.session.get_one(Contact, contact.id).is_subscribed
    receive(payloads.reply(contact.phone_number, "START", now + 2))

    assert still_out
    assert db.session.get_one(Contact, contact.id, populate_existing=True).is_subscribed


def test_a_stop_from_a_brazilian_number_without_its_nine_finds_the_person(app):
    contact = a_contact("+5511987654321")
    db.session.commit()

    receive(payloads.reply("+551187654321", "sair", clock.now().timestamp()))

    assert not db.session.get_one(Contact, contact.id).is_subscribed


def test_a_stop_from_someone_unknown_keeps_them_from_being_added_later(app):
    [number] = some_numbers(1)
    receive(payloads.reply(number, "STOP", clock.now().timestamp()))

    contact = a_contact(number)

    assert not contact.is_subscribed


def test_the_same_body_twice_is_kept_once(app):
    contact = a_contact()
    db.session.commit()
    stop = payloads.reply(contact.phone_number, "STOP", clock.now().timestamp())

    receive(stop)
    receive(stop)

    assert db.session.scalar(db.select(db.func.count(WebhookEvent.id))) == 1
    out = db.select(ConsentEvent).filter_by(kind="opt_out")
    assert len(db.session.scalars(out).all()) == 1


def test_a_body_that_cannot_be_understood_is_kept_with_its_fault(app):
    inbox.store(b"{not json")
    db.session.commit()

    drain_webhook_events()

    event = db.session.scalars(db.select(WebhookEvent)).one()
    assert event.drained_at
    assert event.fault


def test_one_bad_item_spoils_nothing_else(app):
    contact = a_contact()
    db.session.commit()
    bad = {"field": "messages", "value": {"messages": [{"type": "text"}, 7, None]}}

    receive(bad, payloads.reply(contact.phone_number, "STOP", clock.now().timestamp()))

    assert not db.session.get_one(Contact, contact.id).is_subscribed


RECEIPTS = [
    Receipt("w", "sent", NOON),
    Receipt("w", "delivered", NOON.replace(minute=1)),
    Receipt("w", "read", NOON.replace(minute=2)),
    Receipt("w", "failed", NOON.replace(minute=3), error=ProviderFault(131026, "Undeliverable")),
]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(RECEIPTS), min_size=1, max_size=6), st.randoms())
def test_the_order_and_number_of_receipts_do_not_matter(history, chance):
    def state(receipts) -> RecipientState:
        end = RecipientState(S.SENT, 1, accepted_at=NOON.replace(hour=11))
        for receipt in receipts:
            end = apply_receipt(end, receipt, NOON.replace(hour=13), 0.5)
        return end

    shuffled = [*history, *chance.choices(history, k=3)]
    chance.shuffle(shuffled)

    assert state(shuffled) == state(history)
