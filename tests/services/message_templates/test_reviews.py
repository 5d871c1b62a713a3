"""Campaigns with a template that WhatsApp rejects for a while, and approves again."""

from datetime import timedelta

import pytest

from tests.support.factories import an_active_campaign
from webapp import clock
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.sending.error_policy import classify
from webapp.domain.webhook.events import ProviderFault
from webapp.extensions import db
from webapp.models import Campaign, Incident
from webapp.services.campaigns import lifecycle
from webapp.services.message_templates import reviews
from webapp.services.sending import refusals
from webapp.services.sending.refusals import Refusal


def refuse(campaign: Campaign, code: int) -> None:
    fault = ProviderFault(code, "No")
    refusals.apply(campaign, [Refusal(classify(fault), fault, 0)])


def sync(campaign: Campaign, status: str, **later: float) -> None:
    """Fetch WhatsApp's list with this status, after this time."""
    campaign.message_template.status = status
    campaign.message_template.synced_at = clock.now() + timedelta(**later)
    reviews.review_all()


def open_incidents() -> list[str]:
    return list(db.session.scalars(db.select(Incident.kind).filter_by(ended_at=None)))


@pytest.fixture
def campaign(app) -> Campaign:
    return an_active_campaign(60)


@pytest.fixture
def refused(campaign) -> Campaign:
    refuse(campaign, 132015)
    assert (campaign.status, campaign.pause_reason) == (CampaignStatus.PAUSED, PauseReason.TEMPLATE)
    assert open_incidents() == ["template_paused"]
    return campaign


def test_after_the_pause_the_campaigns_go_on_with_a_few_people(refused):
    sync(refused, "APPROVED", hours=3, minutes=1)

    assert (refused.status, refused.canary_size) == (CampaignStatus.ACTIVE, 50)
    assert open_incidents() == []


def test_a_list_that_may_be_older_than_the_pause_starts_nothing(refused):
    sync(refused, "APPROVED", hours=2, minutes=59)

    assert refused.status == CampaignStatus.PAUSED
    assert open_incidents() == ["template_paused"]


def test_a_longer_pause_is_waited_for(refused):
    sync(refused, "PAUSED", hours=4)
    assert refused.status == CampaignStatus.PAUSED

    sync(refused, "APPROVED", hours=6)

    assert refused.status == CampaignStatus.ACTIVE
    assert open_incidents() == []


def test_whatsapps_own_word_counts_at_once(refused):
    reviews.note_approval(refused.message_template, clock.now() + timedelta(minutes=20))
    sync(refused, "APPROVED", minutes=20)

    assert refused.status == CampaignStatus.ACTIVE


def test_an_older_word_does_not_count(refused):
    reviews.note_approval(refused.message_template, clock.now() - timedelta(minutes=20))
    sync(refused, "APPROVED", minutes=20)

    assert refused.status == CampaignStatus.PAUSED


@pytest.mark.parametrize("code", [132001, 132007, 132016, 132068])
def test_a_refusal_for_good_waits_for_a_person(campaign, code):
    refuse(campaign, code)
    sync(campaign, "APPROVED", hours=30)

    assert campaign.status == CampaignStatus.PAUSED
    lifecycle.resume(campaign, "eva")
    reviews.review_all()
    assert open_incidents() == []


def test_a_person_who_resumes_begins_with_a_few_people_too(refused):
    lifecycle.resume(refused, "eva")

    assert refused.canary_size == 50


def test_a_second_refusal_pauses_again(refused):
    sync(refused, "APPROVED", hours=4)

    refuse(refused, 132015)
    sync(refused, "APPROVED")

    assert refused.status == CampaignStatus.PAUSED
