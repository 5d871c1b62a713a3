"""Storing message templates: what WhatsApp's list says, beside what its events say."""

from datetime import datetime
from typing import Any

import pytest

from jobs.sync_templates import sync_templates
from tests.support.factories import a_sender, a_template, an_active_campaign
from tests.support.inbox import open_incidents, receive_body
from tests.support.payloads import news
from webapp import clock
from webapp.domain.campaigns.status import CampaignStatus
from webapp.extensions import db
from webapp.models import Campaign, MessageTemplate, Sender
from webapp.services.message_templates import sync


@pytest.fixture
def campaign(app, at) -> Campaign:
    """A campaign that sends, with a template that was synced an hour ago."""
    at("2025-10-05 09:00")
    active = an_active_campaign(3)
    db.session.commit()
    at("2025-10-05 10:00")
    return active


def described(template: MessageTemplate, **other: Any) -> dict[str, Any]:
    """Return the template as WhatsApp's list describes it."""
    return {
        "id": template.provider_id,
        "name": template.name,
        "language": template.language,
        "status": template.status,
        "category": template.category,
        "parameter_format": template.parameter_format,
        "components": template.components,
        "quality_score": {"score": template.quality},
        **other,
    }


def tell_status(campaign: Campaign, event: str, at: datetime) -> None:
    """Receive an event of this moment, which WhatsApp tells in whole seconds."""
    template = campaign.message_template
    value = {"event": event, "message_template_id": int(template.provider_id)}
    field = "message_template_status_update"
    receive_body(news(field, value, at.timestamp(), campaign.sender.waba_id))


def test_an_event_of_the_second_in_which_we_asked_is_newer_than_the_answer(campaign, at):
    asked_at = at("2025-10-05 10:00").replace(microsecond=0)
    template = campaign.message_template
    sync.store(template.waba_id, [described(template)], asked_at, is_complete=True)
    db.session.commit()

    tell_status(campaign, "PAUSED", asked_at)

    assert (template.status, campaign.status) == ("PAUSED", CampaignStatus.PAUSED)


def test_an_answer_does_not_undo_an_event_that_came_while_it_was_read(campaign):
    asked_at, template = clock.now().replace(microsecond=0), campaign.message_template
    listed = [described(template)]  # still approved
    tell_status(campaign, "PAUSED", asked_at)

    sync.store(template.waba_id, listed, asked_at, is_complete=True)

    assert template.status == "PAUSED"


def test_a_later_answer_says_more_than_an_event(campaign, at):
    template = campaign.message_template
    listed = [described(template)]
    tell_status(campaign, "PAUSED", clock.now())

    asked_at = at("2025-10-05 10:15")
    sync.store(template.waba_id, listed, asked_at, is_complete=True)

    assert template.status == "APPROVED"


def test_an_answer_that_was_asked_for_earlier_is_not_stored_over_a_later_one(campaign, at):
    template, early = campaign.message_template, clock.now()
    late = at("2025-10-05 10:01")
    sync.store(template.waba_id, [described(template, status="PAUSED")], late, is_complete=True)

    sync.store(template.waba_id, [described(template)], early, is_complete=True)

    assert (template.status, template.synced_at) == ("PAUSED", late)


def test_a_template_that_is_listed_no_more_is_deleted_only_by_a_complete_list(app):
    sender = a_sender()
    template = a_template(sender)

    sync.store(sender.waba_id, [], clock.now(), is_complete=False)
    status = template.status
    sync.store(sender.waba_id, [], clock.now(), is_complete=True)

    assert (status, template.status) == ("APPROVED", "DELETED")


def test_a_template_that_was_created_again_begins_without_the_past_of_the_former(campaign):
    template = campaign.message_template
    tell_status(campaign, "PAUSED", clock.now())
    template.refused_at, template.coming_category = clock.now(), "UTILITY"
    db.session.commit()

    again = described(template, id="777", status="APPROVED")
    sync.store(template.waba_id, [again], clock.now(), is_complete=True)

    assert (template.provider_id, template.status) == ("777", "APPROVED")
    assert (template.refused_at, template.coming_category) == (None, None)


def test_a_flag_ends_when_the_list_says_that_the_quality_is_good(campaign):
    tell_status(campaign, "FLAGGED", clock.now())
    flagged = open_incidents()

    better = described(campaign.message_template, quality_score={"score": "GREEN"})
    sync.store(campaign.sender.waba_id, [better], clock.now(), is_complete=True)

    assert (flagged, open_incidents()) == (["template_flagged"], [])


def test_the_moment_of_a_sync_is_the_one_before_it_asked_in_whole_seconds(app, simulator, at):
    at("2025-10-05 10:00:00.4")

    sync_templates()

    moments = set(db.session.scalars(db.select(MessageTemplate.synced_at)))
    assert moments == {datetime.fromisoformat("2025-10-05T10:00:00Z")}
    assert db.session.scalars(db.select(Sender.synced_at)).one() in moments
