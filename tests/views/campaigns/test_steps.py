"""Pausing, resuming, cancelling, deleting and copying."""

import pytest

from tests.support.factories import a_draft, an_active_campaign, with_recipients
from webapp import queues
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import AuditEntry, Campaign, Recipient
from webapp.services.campaigns import lifecycle


@pytest.fixture
def campaign(app) -> Campaign:
    """A campaign with one message sent and four to come."""
    made = an_active_campaign(5, name="Spring")
    first = db.session.scalars(db.select(Recipient).order_by(Recipient.position)).first()
    first.status = RecipientStatus.DELIVERED
    return made


def status(campaign) -> CampaignStatus:
    db.session.expire_all()
    return campaign.status


def test_pausing_asks_first_with_numbers(open_page, campaign):
    page = open_page(f"/campaigns/{campaign.id}").follow("Pause Spring")

    assert page.heading == "Pause Spring?"
    assert "1 person has been written to. 4 people will wait" in page.text
    assert status(campaign) == CampaignStatus.ACTIVE


def test_a_campaign_is_paused_and_resumed(open_page, campaign):
    page = open_page(f"/campaigns/{campaign.id}/pause").submit("Pause")
    assert (page.heading, page.messages) == ("Spring", ["Spring is paused."])
    assert status(campaign) == CampaignStatus.PAUSED
    assert campaign.pause_reason == PauseReason.PERSON

    page = page.follow("Resume (4 waiting) Spring").submit("Resume")
    assert page.messages == ["Spring goes on."]
    assert status(campaign) == CampaignStatus.ACTIVE


def test_resuming_wakes_the_planning(open_page, campaign):
    lifecycle.pause(campaign, PauseReason.PERSON, "tests")

    open_page(f"/campaigns/{campaign.id}/resume").submit("Resume")

    assert b"plan_day" in queues.redis().hget(_only_job(), "description")


def _only_job() -> bytes:
    (job_id,) = queues.redis().lrange("rq:queue:default", 0, -1)
    return b"rq:job:" + job_id


def test_cancelling_says_what_cannot_be_undone_and_ends_the_campaign(open_page, campaign):
    page = open_page(f"/campaigns/{campaign.id}").follow("Cancel Spring")
    assert "4 people will not be. This can't be undone." in page.text
    assert "messages that are on their way now still arrive" in page.text

    page = page.submit("Cancel for good")

    assert page.messages == ["Spring is cancelled."]
    assert "1 of 5 messages were sent; 4 people were skipped." in page.text
    assert "1 of 5 people (20.0 %)" in page.text
    assert status(campaign) == CampaignStatus.CANCELLED


@pytest.mark.parametrize("step", ["pause", "cancel"])
def test_a_step_taken_twice_changes_nothing_the_second_time(open_page, campaign, step):
    page = open_page(f"/campaigns/{campaign.id}/{step}")
    button = {"pause": "Pause", "cancel": "Cancel for good"}[step]
    page.submit(button)
    noted = db.session.query(AuditEntry).count()

    again = page.submit(button)

    assert again.messages[-1].startswith("Nothing was changed: the status of Spring is")
    assert db.session.query(AuditEntry).count() == noted


def test_a_step_that_the_status_does_not_allow_is_refused(open_page, campaign):
    page = open_page(f"/campaigns/{campaign.id}/resume")

    assert page.heading == "Spring"
    assert page.messages == ["Nothing was changed: the status of Spring is “Sending”."]


def test_a_draft_can_not_be_paused(open_page):
    draft = a_draft(name="Sale")

    page = open_page(f"/campaigns/{draft.id}/pause")

    assert page.messages == ["Nothing was changed: the status of Sale is “Draft”."]


def test_a_draft_is_deleted_once(open_page):
    draft = with_recipients(a_draft(name="Sale"), 3)
    page = open_page(f"/campaigns/{draft.id}/delete")
    assert "and the 3 people added to it," in page.text

    first, second = page.submit("Delete the draft"), page.submit("Delete the draft")

    assert (first.heading, second.heading) == ("Campaigns", "Campaigns")
    assert db.session.query(Campaign).count() == 0


def test_a_campaign_that_has_begun_is_not_deleted(open_page, campaign):
    page = open_page(f"/campaigns/{campaign.id}/delete")

    assert page.messages == ["Nothing was changed: the status of Spring is “Sending”."]
    assert status(campaign) == CampaignStatus.ACTIVE


def test_a_copy_is_a_draft_without_people_and_is_made_once(open_page, campaign):
    page = open_page(f"/campaigns/{campaign.id}").follow("Duplicate Spring")

    first, second = page.submit("Make a copy"), page.submit("Make a copy")

    assert first.path == second.path
    copies = db.session.scalars(db.select(Campaign).where(Campaign.name == "Copy of Spring")).all()
    assert [copy.status for copy in copies] == [CampaignStatus.DRAFT]
    assert copies[0].variables == campaign.variables


def test_a_viewer_is_offered_no_step(open_page, viewer, campaign):
    page = open_page(f"/campaigns/{campaign.id}", viewer)

    assert "Pause Spring" not in page.links
    assert open_page(f"/campaigns/{campaign.id}/pause", viewer).heading == "You may not do this"


def test_the_limit_of_a_running_campaign_is_changed_and_its_days_are_planned_anew(open_page, at):
    at("2025-10-05 09:00")
    campaign = an_active_campaign(10, name="Spring", daily_send_limit=2)

    page = open_page(f"/campaigns/{campaign.id}").follow("Change Spring")
    page = page.submit("Save the change", {"daily_send_limit": "5", "priority": "1"})

    assert page.messages == ["Spring is changed, and its days are planned anew."]
    assert [row[2] for row in page.rows("The plan")] == ["5", "5"]
    assert page.facts()["Priority"].startswith("1 ")


def test_a_change_that_cannot_be_is_refused_at_its_field(open_page, campaign):
    page = open_page(f"/campaigns/{campaign.id}/change")

    page = page.submit("Save the change", {"daily_send_limit": "0", "weekdays": []})

    assert page.errors == ["Enter a number from 1 to 1,000,000.", "Tick at least one day."]


def test_what_has_ended_is_changed_no_more(open_page, campaign):
    tab = open_page(f"/campaigns/{campaign.id}/change")
    lifecycle.cancel(campaign, "tests")

    page = tab.submit("Save the change", {"name": "Another"})

    assert page.messages == ["Nothing was changed: the status of Spring is “Cancelled”."]
