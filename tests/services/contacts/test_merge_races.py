"""Merges of contacts while other workers have their recipients."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from flask import Flask

from tests.support.database import wait_for_a_lock
from tests.support.factories import (
    EVERYONE,
    a_contact,
    a_contact_without_number,
    an_active_campaign,
)
from tests.support.inbox import recipients_of
from webapp import clock
from webapp.domain.recipients.status import RecipientStatus, SkipReason
from webapp.domain.webhook.events import ProviderFault, Receipt
from webapp.extensions import db
from webapp.models import Batch, Campaign, Contact, QuotaUse
from webapp.services.campaigns import daily
from webapp.services.contacts import automatic_merges
from webapp.services.sending import claims, envelopes, outcomes
from webapp.services.webhook import receipts
from webapp.whatsapp.outcomes import Accepted, NotReached

S = RecipientStatus
KEYS = ["573001112233", "CO.111"]


@pytest.fixture
def elsewhere(app: Flask):
    """Run something in another worker, which waits for our locks; committed when it ends."""

    def run(work: Callable[[], object]) -> None:
        with app.app_context():
            db.session.execute(db.text("SET LOCAL lock_timeout = '10s'"))
            work()
            db.session.commit()

    with ThreadPoolExecutor(1) as worker:

        def start(work: Callable[[], object]) -> Future[None]:
            started = worker.submit(run, work)
            wait_for_a_lock()
            return started

        yield start


@pytest.fixture
def campaign(app) -> Campaign:
    """A campaign with two contacts, who are one person, in a batch."""
    a_contact(f"+{KEYS[0]}")
    a_contact_without_number(KEYS[1])
    campaign = an_active_campaign(0, target_audience=EVERYONE)
    daily.allocate_due(clock.now())
    db.session.commit()
    return campaign


def envelope_of(campaign: Campaign) -> envelopes.Envelope:
    batches = db.select(Batch).filter_by(campaign_id=campaign.id)
    return envelopes.for_batch(db.session.scalars(batches).first())


def merge() -> None:
    automatic_merges.merge_owners(KEYS)


def test_a_merge_waits_for_a_claim_and_skips_the_other(campaign, elsewhere):
    [claim] = claims.claim(envelope_of(campaign), 1)
    merging = elsewhere(merge)

    db.session.commit()
    merging.result()

    db.session.expire_all()
    contact = db.session.scalars(db.select(Contact)).one()
    claimed, other = sorted(recipients_of(campaign), key=lambda one: one.id != claim.recipient_id)
    assert (claimed.status, claimed.contact_id) == (S.SENDING, contact.id)
    assert (other.status, other.skip_reason) == (S.SKIPPED, SkipReason.DUPLICATE_PERSON)


def test_an_outcome_that_waits_for_a_merge_counts_for_the_contact_who_stays(campaign, elsewhere):
    envelope = envelope_of(campaign)
    claimed = claims.claim(envelope, 2)
    db.session.commit()
    merge()
    recording = elsewhere(
        lambda: outcomes.record(envelope, [(claim, Accepted(claim.callback)) for claim in claimed])
    )

    db.session.commit()
    recording.result()

    db.session.expire_all()
    contact = db.session.scalars(db.select(Contact)).one()
    assert [one.status for one in recipients_of(campaign)] == [S.SENT, S.SENT]
    assert db.session.scalars(db.select(QuotaUse.contact_id)).all() == [contact.id]


def test_a_failure_that_waits_for_a_merge_is_tried_again_once(campaign, elsewhere):
    envelope = envelope_of(campaign)
    claimed = claims.claim(envelope, 2)
    db.session.commit()
    merge()
    recording = elsewhere(
        lambda: outcomes.record(envelope, [(claim, NotReached("nobody")) for claim in claimed])
    )

    db.session.commit()
    recording.result()

    db.session.expire_all()
    assert {(one.status, one.skip_reason) for one in recipients_of(campaign)} == {
        (S.PENDING, None),
        (S.SKIPPED, SkipReason.DUPLICATE_PERSON),
    }


def test_a_receipt_that_waits_for_a_merge_sees_the_contact_who_stays(campaign, elsewhere):
    envelope = envelope_of(campaign)
    claimed = claims.claim(envelope, 2)
    outcomes.record(envelope, [(claim, Accepted(claim.callback)) for claim in claimed])
    db.session.commit()
    merge()
    pair_rate = ProviderFault(131056, "Pair rate")
    failed = [
        Receipt(claim.callback, "failed", clock.now(), claim.callback, error=pair_rate)
        for claim in claimed
    ]
    applying = elsewhere(lambda: receipts.apply(failed))

    db.session.commit()
    applying.result()

    db.session.expire_all()
    assert {(one.status, one.skip_reason) for one in recipients_of(campaign)} == {
        (S.PENDING, None),
        (S.SKIPPED, SkipReason.DUPLICATE_PERSON),
    }
