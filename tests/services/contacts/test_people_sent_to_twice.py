"""One person, two contacts, two messages under way: a merge leads to no third message."""

import pytest

from tests.support.factories import (
    EVERYONE,
    a_contact,
    a_contact_without_number,
    an_active_campaign,
)
from tests.support.inbox import recipients_of
from webapp import clock
from webapp.domain.recipients.status import RecipientStatus, SkipReason
from webapp.domain.webhook.events import ProviderFault
from webapp.extensions import db
from webapp.models import Batch, BatchStatus, Campaign, Contact, MarketingHold
from webapp.services.campaigns import daily
from webapp.services.contacts import automatic_merges
from webapp.services.planning import batches
from webapp.services.sending import claims, envelopes, outcomes, refusals
from webapp.services.sending.claims import Claim
from webapp.services.sending.envelopes import Envelope
from webapp.whatsapp.outcomes import Accepted, NotReached, Outcome, Refused

S = RecipientStatus
KEYS = ["573001112233", "CO.111"]


@pytest.fixture
def campaign(app) -> Campaign:
    a_contact(f"+{KEYS[0]}")
    a_contact_without_number(KEYS[1])
    return an_active_campaign(0, target_audience=EVERYONE)


def next_batch(campaign: Campaign) -> Batch:
    """Allocate the people who are due, and return their batch."""
    daily.allocate_due(clock.now())
    db.session.commit()
    queued = db.select(Batch).filter_by(campaign_id=campaign.id, status=BatchStatus.QUEUED)
    return db.session.scalars(queued.order_by(Batch.batch_number.desc())).first()


def merged_under_way(campaign: Campaign) -> tuple[Envelope, Claim, Claim]:
    """Claim both, merge their contacts, and return the claims: of the number, of the user id."""
    envelope = envelopes.for_batch(next_batch(campaign))
    by_number, by_user_id = claims.claim(envelope, 2)
    if by_number.address.phone_number is None:
        by_number, by_user_id = by_user_id, by_number
    db.session.commit()
    automatic_merges.merge_owners(KEYS)
    db.session.commit()
    return envelope, by_number, by_user_id


def record(envelope: Envelope, claim: Claim, outcome: Outcome) -> list[refusals.Refusal]:
    refused = outcomes.record(envelope, [(claim, outcome)])
    db.session.commit()
    db.session.expire_all()
    return refused


def wait_no_longer(campaign: Campaign) -> None:
    for recipient in recipients_of(campaign):
        recipient.next_attempt_at = None
    db.session.commit()


def test_who_got_the_message_as_another_contact_is_not_tried_again(campaign):
    envelope, by_number, by_user_id = merged_under_way(campaign)
    record(envelope, by_number, NotReached("nobody"))
    record(envelope, by_user_id, Accepted("wamid.1"))
    wait_no_longer(campaign)
    batch = next_batch(campaign)

    assert claims.claim(envelopes.for_batch(batch), 10) == []

    batches.close(batch)
    db.session.commit()
    db.session.expire_all()
    assert {(one.status, one.skip_reason) for one in recipients_of(campaign)} == {
        (S.SENT, None),
        (S.SKIPPED, SkipReason.DUPLICATE_PERSON),
    }


def test_while_the_message_to_another_contact_is_under_way_the_person_waits(campaign):
    envelope, by_number, by_user_id = merged_under_way(campaign)
    record(envelope, by_number, NotReached("nobody"))
    wait_no_longer(campaign)
    batch = next_batch(campaign)

    assert claims.claim(envelopes.for_batch(batch), 10) == []
    batches.close(batch)
    record(envelope, by_user_id, NotReached("nobody"))

    [claim] = claims.claim(envelopes.for_batch(next_batch(campaign)), 10)
    assert claim.recipient_id == by_number.recipient_id


def test_whatsapps_stop_to_the_other_message_unsubscribes_the_person(campaign):
    envelope, _, by_user_id = merged_under_way(campaign)

    stopped = record(envelope, by_user_id, Refused(ProviderFault(131050, "Stopped marketing")))
    refusals.apply(campaign, stopped)

    assert not db.session.scalars(db.select(Contact)).one().is_subscribed


def test_the_other_message_that_whatsapp_held_back_holds_the_person_back(campaign):
    envelope, _, by_user_id = merged_under_way(campaign)

    record(envelope, by_user_id, Refused(ProviderFault(131049, "Held back")))

    contact = db.session.scalars(db.select(Contact)).one()
    assert db.session.scalars(db.select(MarketingHold.contact_id)).all() == [contact.id]
