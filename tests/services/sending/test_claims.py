"""The final check before the call: who is claimed, and who is not."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask

from tests.support.factories import EVERYONE, a_contact_without_number, an_active_campaign
from tests.support.inbox import recipients_of
from webapp import clock
from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Batch, BatchStatus, Campaign, Recipient, SenderStatus, Subscription
from webapp.services.campaigns import daily
from webapp.services.recipients import adding, numbers
from webapp.services.sending import claims as sending
from webapp.services.sending import envelopes, outcomes
from webapp.whatsapp.outcomes import Accepted

S = RecipientStatus


@pytest.fixture
def campaign(app) -> Campaign:
    """A campaign of two queued recipients."""
    campaign = an_active_campaign(2)
    daily.allocate_due(clock.now())
    db.session.commit()
    return campaign


def envelope_of(campaign: Campaign) -> envelopes.Envelope:
    """Return what the messages of the campaign's latest batch have in common."""
    cut = db.select(Batch).filter_by(campaign_id=campaign.id, status=BatchStatus.QUEUED)
    latest = cut.order_by(Batch.batch_number.desc()).limit(1)
    return envelopes.for_batch(db.session.scalars(latest).one())


def claimed(campaign: Campaign) -> int:
    return len(sending.claim(envelope_of(campaign), 10))


def claimed_elsewhere(app: Flask, envelope: envelopes.Envelope) -> list[int]:
    """Return what another worker would claim at this moment, without waiting for us."""

    def claim() -> list[int]:
        with app.app_context():
            db.session.execute(db.text("SET LOCAL lock_timeout = '5s'"))
            return [one.recipient_id for one in sending.claim(envelope, 10)]

    with ThreadPoolExecutor(1) as other:
        return other.submit(claim).result()


def pause(campaign: Campaign) -> None:
    campaign.status = CampaignStatus.PAUSED


def lose_the_template(campaign: Campaign) -> None:
    campaign.message_template.status = "PAUSED"


def stop_the_sender(campaign: Campaign) -> None:
    campaign.sender.status = SenderStatus.STOPPED


def slow_the_sender(campaign: Campaign) -> None:
    campaign.sender.slowed_until = clock.now() + timedelta(minutes=1)


@pytest.mark.parametrize(
    "happens",
    [pause, lose_the_template, stop_the_sender, slow_the_sender],
    ids=lambda it: it.__name__,
)
def test_nobody_is_claimed_where_nothing_may_be_sent_though_they_are_still_queued(
    campaign, happens
):
    happens(campaign)
    db.session.flush()

    assert claimed(campaign) == 0
    assert {one.status for one in recipients_of(campaign)} == {S.QUEUED}


def test_who_has_just_unsubscribed_is_not_claimed_though_still_queued(campaign):
    [first, second] = recipients_of(campaign)
    first.contact.subscription = Subscription.UNSUBSCRIBED
    db.session.flush()

    assert [one.recipient_id for one in sending.claim(envelope_of(campaign), 10)] == [second.id]


def test_whose_stop_is_being_recorded_is_left_alone(app, campaign):
    [first, second] = recipients_of(campaign)
    envelope = envelope_of(campaign)
    adding.withdraw(first.contact)

    assert claimed_elsewhere(app, envelope) == [second.id]


def test_nobody_is_claimed_a_second_time(campaign):
    assert [claimed(campaign), claimed(campaign)] == [2, 0]


@pytest.mark.parametrize("status", sorted(set(S) - {S.QUEUED}))
def test_nobody_is_claimed_who_is_not_queued(campaign, status):
    envelope = envelope_of(campaign)
    db.session.execute(db.update(Recipient).values(status=status))

    assert sending.claim(envelope, 10) == []


def test_a_worker_claims_the_people_of_its_own_batch_alone(app):
    campaign = an_active_campaign(5, daily_send_limit=2)
    daily.allocate_due(clock.now())
    earlier = envelope_of(campaign)
    campaign.daily_send_limit = 5
    daily.allocate_due(clock.now())
    later = envelope_of(campaign)

    assert [len(sending.claim(one, 10)) for one in (earlier, later)] == [2, 3]


def test_the_row_tells_of_the_present_attempt_alone(campaign):
    envelope = envelope_of(campaign)
    claims = sending.claim(envelope, 10)
    outcomes.record(envelope, [(one, Accepted(f"wamid.{one.token}", held=True)) for one in claims])
    again = {"status": S.QUEUED, "sent_at": clock.now(), "error_code": 1, "error_details": "Busy"}
    db.session.execute(db.update(Recipient).values(again))

    claimed(campaign)

    for one in recipients_of(campaign):
        db.session.refresh(one)
        assert (one.status, one.attempts) == (S.SENDING, 2)
        of_the_first = (one.wamid, one.accepted_at, one.held_at, one.sent_at)
        assert (*of_the_first, one.error_code, one.error_details) == (None,) * 6


def test_the_outcome_of_an_earlier_claim_changes_nothing(campaign):
    envelope = envelope_of(campaign)
    earlier = sending.claim(envelope, 10)
    db.session.execute(db.update(Recipient).values(status=S.QUEUED))
    sending.claim(envelope, 10)

    outcomes.record(envelope, [(one, Accepted(f"wamid.{one.token}")) for one in earlier])

    db.session.expire_all()
    assert {(one.status, one.wamid) for one in recipients_of(campaign)} == {(S.SENDING, None)}


def test_a_contact_without_a_number_is_claimed_with_the_present_user_id(app):
    contact = a_contact_without_number("CO.111")
    campaign = an_active_campaign(0, target_audience=EVERYONE)
    daily.allocate_due(clock.now())
    contact.user_id = "CO.222"
    db.session.flush()

    [claim] = sending.claim(envelope_of(campaign), 10)

    assert claim.address.fields == {"recipient": "CO.222"}
    assert [one.user_id for one in recipients_of(campaign)] == ["CO.222"]


def test_what_a_message_was_sent_to_stays_when_the_contact_gets_a_number(app):
    contact = a_contact_without_number("CO.111")
    campaign = an_active_campaign(0, target_audience=EVERYONE)
    daily.allocate_due(clock.now())
    sending.claim(envelope_of(campaign), 10)

    contact.phone_number, contact.match_key = "+573001112233", "573001112233"
    db.session.flush()
    numbers.renumber(contact)

    [recipient] = recipients_of(campaign)
    assert (recipient.phone_number, recipient.user_id) == (None, "CO.111")
