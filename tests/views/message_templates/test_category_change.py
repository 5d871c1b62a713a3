"""A coming category, on every page that it concerns."""

from datetime import UTC, datetime

import pytest

from tests.support.factories import a_draft, a_sender, a_template, an_active_campaign
from webapp.domain.campaigns.status import CampaignStatus
from webapp.extensions import db
from webapp.models import MessageTemplate, Sender

TEXT = "changes the category of order_news (en_US) from Utility to Marketing"


@pytest.fixture
def template(app) -> MessageTemplate:
    return a_template(
        a_sender(),
        name="order_news",
        category="UTILITY",
        coming_category="MARKETING",
        category_changes_at=datetime(2027, 11, 24, tzinfo=UTC),
    )


def sender_of(template: MessageTemplate) -> Sender:
    return db.session.scalars(db.select(Sender).filter_by(waba_id=template.waba_id)).one()


def test_the_template_s_page_shows_it(open_page, template):
    assert TEXT in open_page(f"/templates/{template.id}").text


@pytest.mark.parametrize("status", ["active", "paused"])
def test_the_page_of_a_campaign_that_still_sends_shows_it(open_page, template, status):
    campaign = an_active_campaign(sender=sender_of(template), message_template=template)
    campaign.status = CampaignStatus(status)

    assert TEXT in open_page(f"/campaigns/{campaign.id}").text


def test_a_draft_shows_it_on_its_page_and_in_the_review(open_page, template):
    draft = a_draft(sender_of(template), message_template=template)

    assert TEXT in open_page(f"/campaigns/{draft.id}").text
    assert TEXT in open_page(f"/campaigns/{draft.id}/review").text


def test_the_list_and_the_choice_in_the_wizard_show_it(open_page, template):
    draft = a_draft(sender_of(template), message_template=template)

    assert open_page("/templates/").rows()[0][4] == "Utility will be Marketing"
    assert TEXT in open_page(f"/campaigns/{draft.id}/message").text


def test_a_campaign_that_has_ended_does_not_show_it(open_page, template):
    campaign = an_active_campaign(sender=sender_of(template), message_template=template)
    campaign.status = CampaignStatus.COMPLETED

    assert TEXT not in open_page(f"/campaigns/{campaign.id}").text


def test_the_former_category_is_shown_after_the_change(open_page, template):
    template.category, template.previous_category = "MARKETING", "UTILITY"
    template.coming_category = None

    assert "Marketing before: Utility" in open_page(f"/templates/{template.id}").text
