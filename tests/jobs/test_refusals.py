"""Refusals that concern more than one recipient."""

from datetime import datetime

import pytest

from jobs.send_batch import send_batch
from tests.jobs.test_send_batch import counts, written_to
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.sending.error_policy import classify
from webapp.domain.webhook.events import ProviderFault
from webapp.extensions import db
from webapp.models import Incident, Recipient, Sender, SenderStatus


def attempts() -> set[int]:
    return set(db.session.scalars(db.select(Recipient.attempts)))


@pytest.mark.parametrize("code", [190, 200, 131042, 368, 131031, 131048, 133010])
def test_token_payment_and_restrictions_stop_the_sender_and_say_what_to_do(
    simulator, a_cut_campaign, code
):
    simulator.post("settings", refuse_with=code)
    campaign, [batch_id] = a_cut_campaign(20)

    send_batch(batch_id)

    assert (campaign.status, campaign.pause_reason) == (CampaignStatus.PAUSED, PauseReason.SENDER)
    assert db.session.scalars(db.select(Sender.status)).one() == SenderStatus.STOPPED
    incident = db.session.scalars(db.select(Incident)).one()
    policy = classify(ProviderFault(code, ""))
    assert (incident.kind, policy.advice in incident.message) == ("sender_stopped", True)
    assert (counts(campaign), attempts()) == ({"pending": 20}, {0})


def test_a_paused_template_gives_people_back_without_an_attempt(simulator, a_cut_campaign):
    simulator.post("settings", refuse_with=132015)
    campaign, [batch_id] = a_cut_campaign(20)

    send_batch(batch_id)

    assert campaign.pause_reason == PauseReason.TEMPLATE
    assert campaign.message_template.refused_at is not None
    assert (counts(campaign), attempts()) == ({"pending": 20}, {0})


def test_a_few_refusals_for_speed_send_no_recipient_back_to_wait(simulator, a_cut_campaign):
    simulator.post("settings", rate_429=0.05)
    campaign, [batch_id] = a_cut_campaign(200)

    send_batch(batch_id)

    assert len(written_to(simulator)) >= 190
    assert counts(campaign)["sent"] >= 190
    assert db.session.scalars(db.select(Sender.slowed_until)).one() is None


def test_an_overloaded_whatsapp_costs_time_and_no_attempt(simulator, a_cut_campaign):
    simulator.post("settings", rate_5xx=0.1)
    campaign, [batch_id] = a_cut_campaign(200)

    send_batch(batch_id)

    counted = counts(campaign)
    assert counted["sent"] >= 150
    assert db.session.scalars(db.select(Sender.slowed_until)).one() is None
    waiting = db.select(Recipient).filter_by(status="pending")
    assert {person.attempts for person in db.session.scalars(waiting)} == {0}


def test_too_many_messages_to_one_person_wait_longer_each_time(simulator, a_cut_campaign):
    simulator.post("settings", refuse_with=131056)
    _, [batch_id] = a_cut_campaign(1)
    waits = []
    for _ in range(3):
        send_batch(batch_id)
        person = db.session.scalars(db.select(Recipient)).one()
        at = max(told["at"] for told in person.history)
        waits.append(person.next_attempt_at.timestamp() - datetime.fromisoformat(at).timestamp())
        person.status, person.batch_id = "queued", batch_id
        db.session.execute(
            db.text("UPDATE campaign_send_schedule SET status = 'queued', batch_size = 1")
        )
        db.session.commit()

    assert [4 <= waits[0] <= 5, 16 <= waits[1] <= 20, 64 <= waits[2] <= 80] == [True] * 3
    assert attempts() == {0}
