"""A campaign that pauses automatically because most of its messages fail."""

import time

import pytest

from jobs.send_batch import send_batch
from tests.jobs.test_send_batch import counts, written_to
from webapp import clock
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.webhook.events import ProviderFault, Receipt
from webapp.extensions import db
from webapp.models import Incident, OutcomeSample, Recipient
from webapp.services.campaigns import daily, lifecycle
from webapp.services.sending import circuit_breaker, claims
from webapp.services.webhook import receipts

OK, FAILED = "delivered", "failed"


def tell(campaign, status: str, people: int, code: int = 131026) -> None:
    """Have WhatsApp report a status for this many people with an accepted message."""
    taken = db.select(Recipient).filter_by(campaign_id=campaign.id, status="sent").limit(people)
    error = ProviderFault(code, "Something") if status == FAILED else None
    receipts.apply(
        [
            Receipt(person.wamid, status, clock.now(), error=error)
            for person in db.session.scalars(taken)
        ]
    )
    circuit_breaker.review_all(clock.now())
    db.session.commit()


def test_refusals_of_our_mistake_stop_a_campaign_in_mid_batch(sender, simulator, a_cut_campaign):
    sender.messages_per_second = 20
    simulator.post("settings", refuse_with=132000, latency_ms=20)
    campaign, [batch_id] = a_cut_campaign(240)

    send_batch(batch_id)

    assert (campaign.status, campaign.pause_reason) == (CampaignStatus.PAUSED, PauseReason.FAILURES)
    assert "The values do not fit the template (132000, " in campaign.pause_details
    assert counts(campaign).get("pending", 0) > 0, counts(campaign)
    incident = db.session.scalars(db.select(Incident).filter_by(ended_at=None)).one()
    assert incident.kind == "too_many_failures"
    assert campaign.pause_details in incident.message


def test_a_small_campaign_whose_file_nobody_can_fetch_pauses(simulator, a_cut_campaign):
    simulator.post("settings", refuse_with=131053)
    campaign, [batch_id] = a_cut_campaign(60)

    send_batch(batch_id)
    circuit_breaker.review_all(clock.now())
    db.session.commit()

    assert (campaign.status, campaign.pause_reason) == (CampaignStatus.PAUSED, PauseReason.FAILURES)
    assert "WhatsApp could not fetch the header's file (131053, " in campaign.pause_details


def test_they_do_so_where_claims_are_slower_than_the_pace(simulator, a_cut_campaign, monkeypatch):
    simulator.post("settings", refuse_with=132000)
    campaign, [batch_id] = a_cut_campaign(240)
    claim = claims.claim

    def slowly(*given):
        time.sleep(0.5)
        return claim(*given)

    monkeypatch.setattr(claims, "claim", slowly)
    send_batch(batch_id)

    assert counts(campaign) == {"failed": 200, "pending": 40}


@pytest.mark.parametrize(
    ("trouble", "most"),
    [({"rate_5xx": 0.2}, 240), ({"rate_429": 0.6}, 240), ({"rate_reset_after_accept": 0.1}, 240)],
)
def test_trouble_that_passes_pauses_nothing(simulator, a_cut_campaign, trouble, most):
    simulator.post("settings", **trouble)
    campaign, [batch_id] = a_cut_campaign(most)

    send_batch(batch_id)

    assert campaign.status in (CampaignStatus.ACTIVE, CampaignStatus.COMPLETED)


def test_a_whatsapp_that_answers_nobody_is_left_alone(simulator, a_cut_campaign):
    simulator.post("settings", rate_reset_before=1.0)
    campaign, [batch_id] = a_cut_campaign(240)

    send_batch(batch_id)

    assert campaign.pause_reason == PauseReason.FAILURES
    assert "WhatsApp did not answer " in campaign.pause_details
    assert written_to(simulator) == []


def test_failed_receipts_pause_a_campaign_whose_messages_were_all_taken(simulator, a_cut_campaign):
    campaign, [batch_id] = a_cut_campaign(130, daily_send_limit=120)
    send_batch(batch_id)

    tell(campaign, OK, 30)
    tell(campaign, FAILED, 60)
    assert campaign.status == CampaignStatus.ACTIVE
    tell(campaign, FAILED, 30)

    assert campaign.pause_reason == PauseReason.FAILURES
    assert campaign.pause_details == (
        "Of the last 120 messages, 90 did not arrive: This number isn't on WhatsApp (131026, 90)."
    )


def test_a_poor_list_is_no_fault(simulator, a_cut_campaign):
    campaign, [batch_id] = a_cut_campaign(130, daily_send_limit=120)
    send_batch(batch_id)

    tell(campaign, FAILED, 60)
    tell(campaign, OK, 60)

    assert campaign.status == CampaignStatus.ACTIVE


def test_a_receipt_that_comes_twice_counts_once(simulator, a_cut_campaign):
    _, [batch_id] = a_cut_campaign(2)
    send_batch(batch_id)
    person = db.session.scalars(db.select(Recipient)).first()
    failed = Receipt(person.wamid, FAILED, clock.now(), error=ProviderFault(131026, "No"))

    for _ in range(2):
        receipts.apply([failed])

    counted = db.select(OutcomeSample.failures).filter_by(channel="receipt")
    assert db.session.scalars(counted).all() == [{"131026": 1}]


def test_a_person_resumes_it_and_it_counts_anew(sender, simulator, a_cut_campaign):
    sender.messages_per_second = 20
    simulator.post("settings", refuse_with=132000, latency_ms=20)
    campaign, [batch_id] = a_cut_campaign(240)
    send_batch(batch_id)
    sender.messages_per_second = 1000
    simulator.post("settings", refuse_with=0)

    lifecycle.resume(campaign, "eva")
    circuit_breaker.review_all(clock.now())
    db.session.commit()

    assert campaign.status == CampaignStatus.ACTIVE
    for allocation in daily.allocate_due(clock.now()):
        for key in allocation.batch_ids:
            send_batch(key)
    assert campaign.status == CampaignStatus.COMPLETED
    assert db.session.scalars(db.select(Incident.ended_at)).one() is not None
