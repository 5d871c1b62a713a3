"""Sending a batch to the simulator; the tests check its log."""

import os
import sys
import time
from signal import SIGTERM
from subprocess import Popen

from rq import Queue

from jobs.recover_claims import recover_claims
from jobs.send_batch import send_batch
from tests.support.factories import some_numbers
from webapp import clock, queues
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.recipients.status import SkipReason
from webapp.domain.webhook.events import Receipt
from webapp.extensions import db
from webapp.models import (
    Batch,
    BatchStatus,
    Contact,
    QuotaUse,
    Recipient,
    Sender,
    SenderStatus,
)
from webapp.queries.campaigns import statistics
from webapp.queries.planning import quota
from webapp.services.campaigns import lifecycle
from webapp.services.contacts import subscriptions
from webapp.services.senders import registry
from webapp.services.sending import claims, envelopes, outcomes
from webapp.services.sending.engine.event_loop import event_loop
from webapp.services.webhook import receipts
from webapp.whatsapp.outcomes import Unknown


def written_to(simulator) -> list[str]:
    return [row["to"] for row in simulator.accepted()]


def counts(campaign) -> dict[str, int]:
    return {str(k): n for k, n in statistics.for_campaign(campaign.id).counts.items() if n}


def test_everyone_in_the_batch_is_written_to_once(simulator, a_cut_campaign):
    numbers = some_numbers(120)
    campaign, [batch_id] = a_cut_campaign(numbers)

    send_batch(batch_id)

    assert sorted(written_to(simulator)) == sorted(numbers)
    assert counts(campaign) == {"sent": 120}
    assert db.session.get_one(Batch, batch_id).status == BatchStatus.DONE
    assert campaign.status == CampaignStatus.COMPLETED


def test_a_batch_that_is_sent_twice_writes_to_nobody_twice(simulator, a_cut_campaign):
    _, [batch_id] = a_cut_campaign(5)

    send_batch(batch_id)
    send_batch(batch_id)

    assert len(written_to(simulator)) == 5


def test_two_workers_on_one_batch_write_to_nobody_twice(simulator, a_cut_campaign, two_workers):
    numbers = some_numbers(200)
    _, [batch_id] = a_cut_campaign(numbers)
    for _ in range(2):
        queues.enqueue("send_batch", batch_id)

    two_workers()

    assert sorted(written_to(simulator)) == sorted(numbers)


def test_the_message_carries_the_values_of_its_reader(simulator, a_cut_campaign):
    _, [batch_id] = a_cut_campaign(1)

    send_batch(batch_id)

    [row] = simulator.accepted()
    assert "friend" in row["body"]
    assert "Lima" in row["body"]


def test_a_template_that_changes_meanwhile_is_filled_as_it_was_frozen(simulator, a_cut_campaign):
    campaign, [batch_id] = a_cut_campaign(1)
    campaign.message_template.components = [{"type": "BODY", "text": "Come back"}]
    db.session.commit()

    send_batch(batch_id)

    [row] = simulator.accepted()
    assert "Lima" in row["body"]


def test_someone_who_opts_out_while_queued_is_not_written_to(simulator, a_cut_campaign):
    stays, leaves = some_numbers(2)
    campaign, [batch_id] = a_cut_campaign([stays, leaves])
    contact = db.session.scalars(db.select(Contact).filter_by(phone_number=leaves)).one()
    subscriptions.unsubscribe(contact, ConsentSource.STAFF, "tests")
    db.session.commit()

    send_batch(batch_id)

    assert written_to(simulator) == [stays]
    assert counts(campaign) == {"sent": 1, "skipped": 1}
    skipped = db.session.scalars(db.select(Recipient).filter_by(phone_number=leaves)).one()
    assert skipped.skip_reason == SkipReason.OPTED_OUT


def test_a_paused_campaign_sends_nothing_more(simulator, a_cut_campaign):
    campaign, [batch_id] = a_cut_campaign(3)
    lifecycle.pause(campaign, PauseReason.PERSON, "tests")
    db.session.commit()

    send_batch(batch_id)

    assert written_to(simulator) == []
    assert counts(campaign) == {"pending": 3}


def test_a_refused_token_stops_the_sender_and_loses_nobody(simulator, a_cut_campaign):
    simulator.post("settings", token_revoked=True)
    campaign, [batch_id] = a_cut_campaign(3)

    send_batch(batch_id)

    assert written_to(simulator) == []
    assert counts(campaign) == {"pending": 3}
    assert campaign.status == CampaignStatus.PAUSED
    assert campaign.pause_reason == PauseReason.SENDER
    assert db.session.scalars(db.select(Sender)).one().status == SenderStatus.STOPPED
    assert set(db.session.scalars(db.select(Recipient.attempts))) == {0}


def test_a_refusal_of_one_person_is_final_and_said_in_words(simulator, a_cut_campaign):
    simulator.post("settings", refuse_with=131009)
    campaign, [batch_id] = a_cut_campaign(1)

    send_batch(batch_id)

    assert counts(campaign) == {"failed": 1}
    assert db.session.scalars(db.select(Recipient.error_code)).one() == 131009


def test_an_answer_that_is_lost_leaves_the_person_unconfirmed(simulator, a_cut_campaign):
    simulator.post("settings", rate_reset_after_accept=1.0)
    campaign, [batch_id] = a_cut_campaign(2)

    send_batch(batch_id)
    send_batch(batch_id)

    assert len(written_to(simulator)) == 2
    assert counts(campaign) == {"unconfirmed": 2}
    assert quota.used(campaign.sender.portfolio, clock.now()) == 2


def test_a_worker_does_not_wait_for_answers_that_are_late(monkeypatch, simulator, a_cut_campaign):
    monkeypatch.setattr("webapp.services.sending.engine.batch.LAST_RESPONSES_SECONDS", 1)
    monkeypatch.setattr(registry, "CALL_TIMEOUT_SECONDS", 4)
    simulator.post("settings", rate_timeout_after_accept=1.0)
    campaign, [batch_id] = a_cut_campaign(2)

    send_batch(batch_id)

    assert counts(campaign) == {"sending": 2}
    event_loop.wait_for_background()
    assert counts(campaign) == {"unconfirmed": 2}


def test_a_worker_does_not_wait_for_the_last_answers_while_another_batch_waits(
    simulator, a_cut_campaign
):
    simulator.post("settings", latency_ms=300)
    campaign, [batch_id] = a_cut_campaign(3)
    queues.enqueue("send_batch", batch_id)

    send_batch(batch_id)

    assert counts(campaign) == {"sending": 3}
    event_loop.wait_for_background()
    db.session.expire_all()
    assert counts(campaign) == {"sent": 3}
    assert db.session.get_one(Batch, batch_id).status == BatchStatus.DONE
    assert campaign.status == CampaignStatus.COMPLETED


def test_an_outcome_that_comes_after_the_receipt_changes_nothing(a_cut_campaign):
    campaign, [batch_id] = a_cut_campaign(1)
    envelope = envelopes.for_batch(db.session.get_one(Batch, batch_id))
    [claim] = claims.claim(envelope, 1)
    receipt = Receipt("wamid.1", "delivered", clock.now(), callback=claim.callback)
    receipts.apply([receipt])

    outcomes.record(envelope, [(claim, Unknown("No answer in time"))])

    assert counts(campaign) == {"delivered": 1}
    assert db.session.scalars(db.select(Recipient.error_details)).one() is None
    assert db.session.scalar(db.select(db.func.count()).select_from(QuotaUse)) == 1


def test_a_claim_that_nobody_settles_becomes_unconfirmed(at, simulator, a_cut_campaign):
    at("2025-10-05 09:00")
    campaign, [batch_id] = a_cut_campaign(2)
    claims.claim(envelopes.for_batch(db.session.get_one(Batch, batch_id)), 2)
    db.session.commit()
    now = at("2025-10-05 09:01")

    expired = claims.expire(now)

    assert expired == 2
    assert counts(campaign) == {"unconfirmed": 2}


def test_a_batch_whose_job_is_lost_is_enqueued_again(at, simulator, a_cut_campaign, work):
    at("2025-10-05 09:00")
    numbers = some_numbers(5)
    a_cut_campaign(numbers)
    at("2025-10-05 09:02")

    queues.enqueue("recover_claims")
    work()

    assert sorted(written_to(simulator)) == sorted(numbers)


def test_a_batch_that_waits_for_a_worker_is_not_enqueued_twice(at, a_cut_campaign):
    at("2025-10-05 09:00")
    _, batch_ids = a_cut_campaign(5)
    queues.enqueue_batches(batch_ids)
    at("2025-10-05 09:02")

    recover_claims()

    assert Queue(queues.SENDING, connection=queues.redis()).count == 1


def test_a_worker_that_is_told_to_stop_leaves_nobody_unconfirmed(
    sender, simulator, a_cut_campaign, settings
):
    sender.messages_per_second = 40
    numbers = some_numbers(200)
    campaign, batch_ids = a_cut_campaign(numbers)
    simulator.post("settings", latency_ms=200.0)
    queues.enqueue_batches(batch_ids)
    worker = Popen([sys.executable, "-m", "jobs.worker"], env=os.environ | settings)
    while len(written_to(simulator)) < 20:
        time.sleep(0.05)

    worker.send_signal(SIGTERM)
    worker.wait(timeout=20)

    counted = counts(campaign)
    assert counted.keys() == {"sent", "queued"}
    assert counted["sent"] == len(written_to(simulator)) < 100


def test_a_pause_in_mid_batch_takes_hold_at_once(sender, simulator, a_cut_campaign, settings):
    sender.messages_per_second = 40
    campaign, batch_ids = a_cut_campaign(some_numbers(200))
    queues.enqueue_batches(batch_ids)
    worker = Popen([sys.executable, "-m", "jobs.worker", "--burst"], env=os.environ | settings)
    while len(written_to(simulator)) < 10:
        time.sleep(0.05)

    lifecycle.pause(campaign, PauseReason.PERSON, "tests")
    db.session.commit()
    sent_by_then = len(written_to(simulator))
    worker.wait(timeout=20)

    assert len(written_to(simulator)) - sent_by_then <= 40 * 2  # two seconds' worth
    assert counts(campaign).keys() == {"sent", "pending"}
