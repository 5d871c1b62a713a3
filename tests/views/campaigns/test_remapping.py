"""The page that compares the accepted text with the template's new one."""

import pytest

from tests.support.factories import a_sender, a_template, an_active_campaign
from tests.support.inbox import recipients_of
from tests.support.page import Page
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Campaign, Role
from webapp.services.campaigns import template_changes

OLD = [{"type": "BODY", "text": "Hello {{first_name}}, shoes 10 % off."}]
NEW = [{"type": "BODY", "text": "Dear {{first_name}}, {{amount}} is due."}]
ROWS = {
    "values-0-source": "name",
    "values-0-text": "friend",
    "values-1-source": "",
    "values-1-text": "USD 5",
}


@pytest.fixture
def campaign(app) -> Campaign:
    """A campaign that paused because its template has another text."""
    sender = a_sender()
    template = a_template(sender, name="shoes", components=OLD)
    started = an_active_campaign(2, sender=sender, message_template=template)
    template.components = NEW
    template_changes.hold_all(Campaign.id == started.id)
    db.session.commit()
    assert started.pause_reason == PauseReason.TEMPLATE_CHANGED
    return started


BUTTON = "Save and resume (2 waiting)"


@pytest.fixture
def page(open_page, campaign) -> Page:
    return open_page(f"/campaigns/{campaign.id}/new-text")


def test_both_texts_are_side_by_side_with_the_variables_of_the_new_one(page):
    assert "Hello friend, shoes 10 % off." in page.text
    assert "Dear friend, {{amount}} is due." in page.text
    assert "2 people would get the new one." in page.text
    assert "Amount" in page.text


def test_the_campaign_s_page_says_why_it_is_paused_and_leads_there(open_page, campaign):
    page = open_page(f"/campaigns/{campaign.id}")

    assert "the text of its template has changed at WhatsApp" in page.text
    assert any("Compare the texts" in link for link in page.links)
    assert not any(link.startswith("Resume") for link in page.links)


def test_resuming_leads_to_the_comparison(open_page, campaign):
    page = open_page(f"/campaigns/{campaign.id}/resume")

    assert page.heading == "The text has changed"


def test_saving_resumes_with_the_new_text(page, campaign):
    page.submit(BUTTON, ROWS)

    db.session.refresh(campaign)
    assert campaign.status == CampaignStatus.ACTIVE
    assert campaign.components == NEW
    assert [one.variables["first_name"] for one in recipients_of(campaign)] == ["friend"] * 2


def test_a_variable_without_a_value_is_asked_for(page, campaign):
    answer = page.submit(BUTTON, {**ROWS, "values-1-text": ""})

    assert "Amount needs a text." in answer.text
    db.session.refresh(campaign)
    assert campaign.status == CampaignStatus.PAUSED


def test_a_text_that_changed_again_meanwhile_is_shown_first(page, campaign):
    campaign.message_template.components = [
        {"type": "BODY", "text": "{{first_name}} owes {{amount}}."}
    ]
    db.session.commit()

    answer = page.submit(BUTTON, ROWS)

    assert answer.status == 409
    assert "The text has changed again since you opened this page." in answer.text
    db.session.refresh(campaign)
    assert campaign.status == CampaignStatus.PAUSED


def test_a_viewer_may_not(as_role, campaign):
    page = as_role(Role.VIEWER).get(f"/campaigns/{campaign.id}/new-text")

    assert page.status_code == 403


def test_without_a_change_there_is_nothing_to_compare(open_page, campaign):
    campaign.message_template.components = OLD

    page = open_page(f"/campaigns/{campaign.id}/new-text")

    assert page.path == f"/campaigns/{campaign.id}"


def test_the_recipient_s_page_shows_what_was_really_sent(open_page, campaign):
    first, second = recipients_of(campaign)
    first.status, first.message_version = RecipientStatus.DELIVERED, 1
    db.session.commit()
    page = open_page(f"/campaigns/{campaign.id}/new-text")
    page.submit("Save and resume (1 waiting)", ROWS)

    texts = [
        open_page(f"/campaigns/{campaign.id}/recipients/{one.id}").text for one in (first, second)
    ]

    assert "Hello friend, shoes 10 % off." in texts[0]
    assert "Dear friend, USD 5 is due." in texts[1]
