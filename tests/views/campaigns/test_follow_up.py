"""Making a follow-up in the browser."""

import pytest

from tests.support.factories import an_active_campaign
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Campaign, Recipient


@pytest.fixture
def campaign(app) -> Campaign:
    """A campaign with a message that one person has received and another has not."""
    made = an_active_campaign(2, name="Spring")
    for person, status in zip(db.session.query(Recipient), ("delivered", "failed"), strict=True):
        person.status = RecipientStatus(status)
    db.session.flush()
    return made


def test_a_follow_up_is_made_from_the_campaigns_page(open_page, campaign):
    page = open_page(f"/campaigns/{campaign.id}").follow("Follow up")
    assert page.heading == "Follow up on Spring"
    assert "Not delivered (1)" in page.text

    page = page.submit("Make the draft", {"group": "unread"})

    assert page.heading == "What is the campaign called?"
    assert page.field("name")["value"] == "Spring: delivered, but not read"
    draft = db.session.scalars(db.select(Campaign).where(Campaign.id != campaign.id)).one()
    assert "campaigns that were not read" in open_page(f"/campaigns/{draft.id}/audience").text


def test_both_campaigns_show_the_lineage(open_page, campaign):
    page = open_page(f"/campaigns/{campaign.id}/follow-up")
    page.submit("Make the draft", {"group": "not_delivered"})

    first = open_page(f"/campaigns/{campaign.id}")
    assert "Follow-ups: Spring: not delivered (Draft)." in first.text
    second = first.follow("Spring: not delivered")
    assert "Follow-up to Spring : Not delivered." in second.text
    assert second.follow("Spring").heading == "Spring"


def test_a_second_submit_finds_the_draft(open_page, campaign):
    page = open_page(f"/campaigns/{campaign.id}/follow-up")

    first, second = (page.submit("Make the draft", {"group": "unread"}) for _ in range(2))

    assert first.path == second.path
    assert db.session.query(Campaign).count() == 2


def test_a_group_has_to_be_chosen(open_page, campaign):
    page = open_page(f"/campaigns/{campaign.id}/follow-up").submit("Make the draft")

    assert page.errors == ["Choose a group of people."]


def test_groups_without_anybody_are_not_offered(open_page, campaign):
    db.session.query(Recipient).update({"status": RecipientStatus.PENDING})

    page = open_page(f"/campaigns/{campaign.id}/follow-up")

    assert "There is nobody to follow up on" in page.text
    assert "Follow up" not in open_page(f"/campaigns/{campaign.id}").links


def test_a_draft_has_no_follow_up(open_page, campaign):
    campaign.status = "draft"

    page = open_page(f"/campaigns/{campaign.id}/follow-up")

    assert page.messages == ["Spring has written to nobody yet."]


def test_a_viewer_makes_no_follow_up(open_page, viewer, campaign):
    assert open_page(f"/campaigns/{campaign.id}/follow-up", viewer).heading == "You may not do this"
