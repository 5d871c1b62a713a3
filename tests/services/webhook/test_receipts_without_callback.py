"""Receipts of marketing messages may come without our callback: only the message id counts."""

from datetime import timedelta

import pytest

from jobs.drain_webhook_events import drain_webhook_events
from jobs.recover_claims import recover_claims
from tests.support import payloads
from tests.support.factories import an_active_campaign
from tests.support.inbox import now, receive, recipients_of
from webapp import clock
from webapp.domain.recipients.status import CLAIM_LEASE, RecipientStatus
from webapp.extensions import db
from webapp.models import Batch, Campaign, ParkedReceipt, Recipient
from webapp.queries.planning import quota
from webapp.services.campaigns import daily
from webapp.services.sending import claims, envelopes, outcomes
from webapp.services.sending.claims import Claim
from webapp.services.sending.envelopes import Envelope
from webapp.whatsapp.outcomes import Accepted, Unknown

S = RecipientStatus


@pytest.fixture
def campaign(app, at) -> Campaign:
    """A campaign whose two recipients are being sent to."""
    at("2025-10-05 09:00")
    active = an_active_campaign(["+573001112233", "+573004445566"])
    daily.allocate_due(clock.now())
    return active


def claimed(campaign: Campaign) -> tuple[Envelope, list[Claim]]:
    """Claim the recipients of the campaign's batch."""
    batch = db.session.scalars(db.select(Batch).where(Batch.campaign_id == campaign.id)).first()
    envelope = envelopes.for_batch(batch)
    claimed_ones = claims.claim(envelope, 10)
    db.session.commit()
    return envelope, claimed_ones


def statuses(campaign: Campaign) -> list[str]:
    db.session.expire_all()
    return [recipient.status for recipient in recipients_of(campaign)]


def expire(at) -> None:
    """Let the leases of all claims end."""
    at("2025-10-05 09:02")
    assert timedelta(minutes=2) > CLAIM_LEASE
    recover_claims()


def test_a_stored_answer_is_settled_by_its_message_id(campaign):
    envelope, pair = claimed(campaign)
    outcomes.record(envelope, [(claim, Accepted(f"wamid.{n}")) for n, claim in enumerate(pair)])
    db.session.commit()

    receive(payloads.receipt("wamid.1", "delivered", now()))

    assert statuses(campaign) == [S.SENT, S.DELIVERED]


def test_an_answer_that_is_stored_after_the_lease_is_settled_by_its_message_id(campaign, at):
    envelope, [first, _] = claimed(campaign)
    receive(payloads.receipt("wamid.late", "read", now()))
    expire(at)
    assert statuses(campaign) == [S.UNCONFIRMED] * 2

    outcomes.record(envelope, [(first, Accepted("wamid.late"))])
    db.session.commit()
    drain_webhook_events()

    assert statuses(campaign) == [S.READ, S.UNCONFIRMED]


@pytest.mark.parametrize("user_id", [None, "CO.70011223344"])
def test_after_a_crash_a_receipt_with_an_unknown_id_is_matched_to_nobody(campaign, at, user_id):
    claimed(campaign)
    used = quota.used(campaign.sender.portfolio, clock.now())

    for status in ("sent", "delivered", "failed"):
        code = 131026 if status == "failed" else None
        receive(payloads.receipt("wamid.lost", status, now(), code=code, user_id=user_id))
    expire(at)
    for minute in ("09:10", "09:30", "10:30"):
        at(f"2025-10-05 {minute}")
        drain_webhook_events()

    assert statuses(campaign) == [S.UNCONFIRMED] * 2
    assert set(db.session.scalars(db.select(Recipient.wamid))) == {None}
    parked = db.session.scalars(db.select(ParkedReceipt)).all()
    assert [receipt.given_up_at is not None for receipt in parked] == [True] * 3
    assert quota.used(campaign.sender.portfolio, clock.now()) == used


def test_an_unconfirmed_person_is_never_sent_to_again_automatically(campaign, at):
    envelope, pair = claimed(campaign)
    outcomes.record(envelope, [(claim, Unknown("No answer")) for claim in pair])
    db.session.commit()
    receive(payloads.receipt("wamid.lost", "failed", now(), code=131000))

    for day in ("2025-10-05 09:30", "2025-10-06 10:00", "2025-10-08 10:00"):
        at(day)
        drain_webhook_events()
        recover_claims()
        assert daily.allocate_due(clock.now()) == []

    assert statuses(campaign) == [S.UNCONFIRMED] * 2


def test_a_late_receipt_of_an_earlier_message_does_not_touch_the_next_one(campaign, at):
    envelope, [first, second] = claimed(campaign)
    answers = [(first, Accepted("wamid.first")), (second, Accepted("wamid.other"))]
    outcomes.record(envelope, answers)
    db.session.commit()
    receive(payloads.receipt("wamid.first", "failed", now(), code=131000))
    at("2025-10-05 10:00")
    daily.allocate_due(clock.now())
    batches = db.select(Batch).where(Batch.campaign_id == campaign.id)
    [again] = [
        claim
        for batch in db.session.scalars(batches).all()
        for claim in claims.claim(envelopes.for_batch(batch), 10)
    ]
    assert again.recipient_id == first.recipient_id
    db.session.commit()

    receive(payloads.receipt("wamid.first", "failed", now() + 1, code=131026))

    assert statuses(campaign) == [S.SENDING, S.SENT]
