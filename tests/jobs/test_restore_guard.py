"""Workers on an older copy of the database."""

import asyncio

import pytest

from jobs.recover_claims import recover_claims
from jobs.send_batch import send_batch
from tests.jobs.test_send_batch import counts, written_to
from webapp import clock, queues
from webapp.extensions import db
from webapp.models import Batch, RestoreGuard
from webapp.services.operations import restore_guard
from webapp.services.sending import claims as sending
from webapp.services.sending import envelopes
from webapp.services.sending.engine.claims import Claims


@pytest.fixture
def restored(a_cut_campaign):
    """A campaign with a batch, in a database that was restored to an earlier time."""
    for _ in range(3):
        recover_claims()
    made = a_cut_campaign(5)
    db.session.execute(db.update(RestoreGuard).values(generation=1))
    db.session.commit()
    return made


def test_a_batch_waits_until_someone_has_confirmed_the_database(simulator, restored):
    campaign, [batch_id] = restored

    send_batch(batch_id)
    waited = (written_to(simulator), counts(campaign))
    restore_guard.confirm("eva")
    db.session.commit()
    send_batch(batch_id)

    assert waited == ([], {"queued": 5})
    assert len(written_to(simulator)) == 5


def test_real_workers_send_nothing(simulator, restored, two_workers):
    campaign, batch_ids = restored
    queues.enqueue_batches(batch_ids)
    queues.enqueue("plan_day")

    two_workers()

    assert written_to(simulator) == []
    assert counts(campaign) == {"queued": 5}


def test_nobody_is_claimed_once_any_worker_has_noticed(restored):
    _, [batch_id] = restored
    envelope = envelopes.for_batch(db.session.get_one(Batch, batch_id))
    restore_guard.holds(clock.now())
    db.session.commit()

    assert sending.claim(envelope, 5) == []


def test_an_open_batch_ends_where_another_database_comes_back(restored):
    _, [batch_id] = restored
    envelope = envelopes.for_batch(db.session.get_one(Batch, batch_id))
    claims = Claims(envelope)

    claims.was_away = True

    assert asyncio.run(claims.next(5)) == []
