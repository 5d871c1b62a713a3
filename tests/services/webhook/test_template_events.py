"""Every event about a template: its effect on the campaigns, and its words for staff."""

from typing import Any

import pytest

from tests.support.factories import a_sender, an_active_campaign
from tests.support.inbox import now, open_incidents, receive_body
from tests.support.payloads import news
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.extensions import db
from webapp.models import BackgroundTask, Campaign, Incident
from webapp.services.message_templates import reviews

STATUS = "message_template_status_update"
QUALITY = "message_template_quality_update"
ACTIVE, PAUSED = CampaignStatus.ACTIVE, CampaignStatus.PAUSED


@pytest.fixture
def campaign(app, at) -> Campaign:
    at("2026-11-20 09:00")
    active = an_active_campaign(3)
    active.message_template.name = "offer"
    db.session.commit()
    return active


def tell(campaign: Campaign, field: str, later: float = 1, **value: Any) -> None:
    """Receive an event about the campaign's template."""
    of_it = {"message_template_id": int(campaign.message_template.provider_id)}
    receive_body(news(field, {**of_it, **value}, now() + later, campaign.sender.waba_id))


def words(kind: str) -> str:
    [message] = db.session.scalars(db.select(Incident.message).filter_by(kind=kind, ended_at=None))
    return str(message)


@pytest.mark.parametrize(
    ("event", "status", "advice"),
    [
        ("PENDING", "In review at WhatsApp", "usually within a day"),
        ("REJECTED", "Rejected by WhatsApp", "Correct it in WhatsApp Manager"),
        ("PAUSED", "Paused by WhatsApp", "You don't need to do anything"),
        ("DISABLED", "Disabled by WhatsApp", "unless WhatsApp reinstates it"),
        ("ARCHIVED", "Archived", "Unarchive it in WhatsApp Manager"),
        ("LOCKED", "Locked by WhatsApp", "Look at the template in WhatsApp Manager"),
        ("LIMIT_EXCEEDED", "Over the limit of templates", "Delete some in WhatsApp Manager"),
        ("IN_APPEAL", "In appeal", "WhatsApp looks at the appeal"),
        ("PENDING_DELETION", "Being deleted", "are still delivered for 30 days"),
        ("DELETED", "No longer at WhatsApp", "choose another template"),
        ("SOMETHING_NEW", "SOMETHING_NEW", "Look at the account in WhatsApp Manager"),
    ],
)
def test_an_event_that_ends_sending_pauses_the_campaigns_and_says_what_to_do(
    campaign, event, status, advice
):
    tell(campaign, STATUS, event=event, reason="NONE")

    assert (campaign.status, campaign.pause_reason) == (PAUSED, PauseReason.TEMPLATE)
    assert f"offer (en_US): WhatsApp says “{status}”." in words("template_not_approved")
    assert advice in words("template_not_approved")


@pytest.mark.parametrize("event", ["APPROVED", "REINSTATED", "UNARCHIVED"])
def test_an_event_that_allows_sending_resumes_them(campaign, event):
    tell(campaign, STATUS, event="DISABLED")

    tell(campaign, STATUS, later=2, event=event)

    assert (campaign.status, campaign.message_template.status) == (ACTIVE, "APPROVED")
    assert open_incidents() == []


def test_a_flagged_template_is_sent_and_staff_see_when_it_will_be_disabled(campaign):
    tell(campaign, STATUS, event="FLAGGED", disable_info={"disable_date": "1795516400"})

    assert (campaign.status, campaign.message_template.status) == (ACTIVE, "APPROVED")
    assert "many people block or report it" in words("template_flagged")
    assert "WhatsApp disables it on 2026-11-24." in words("template_flagged")

    tell(campaign, QUALITY, later=2, new_quality_score="GREEN")

    assert open_incidents() == []


def test_a_flag_ends_with_the_next_status(campaign):
    tell(campaign, STATUS, event="FLAGGED")

    tell(campaign, STATUS, later=2, event="DISABLED", disable_info={"disable_date": "1795516400"})

    assert open_incidents() == ["template_not_approved"]


@pytest.mark.parametrize("is_inside", [True, False])
def test_why_it_was_rejected_is_read_inside_the_value_and_next_to_it(campaign, is_inside):
    why = {"reason": "Two variables touch each other.", "recommendation": "Put words between."}
    value = {
        "event": "REJECTED",
        "reason": "INVALID_FORMAT",
        "message_template_id": int(campaign.message_template.provider_id),
    }
    body = news(STATUS, value, now() + 1, campaign.sender.waba_id)
    marker = b'"reason": "INVALID_FORMAT"'
    encoded = b'"rejection_info": ' + str(why).replace("'", '"').encode()
    if is_inside:
        body = body.replace(marker, marker + b", " + encoded)
    else:
        body = body.replace(b'{"field":', b"{" + encoded + b', "field":')

    receive_body(body)

    for text in ("its format is not valid", why["reason"], why["recommendation"]):
        assert text in words("template_not_approved")
        assert text in str(campaign.message_template.status_details)


def test_the_second_pause_is_called_so(campaign):
    tell(campaign, STATUS, event="PAUSED", other_info={"title": "SECOND_PAUSE"})

    assert "It is the second pause, of 6 hours." in words("template_not_approved")


@pytest.mark.parametrize("field", [QUALITY, STATUS])
def test_a_quality_is_recognised_by_its_key_whatever_the_field_is_called(campaign, field):
    tell(campaign, field, previous_quality_score="GREEN", new_quality_score="RED")

    assert (campaign.message_template.quality, campaign.status) == ("RED", ACTIVE)
    assert open_incidents() == ["template_quality"]


def test_new_texts_are_stored_at_once_and_the_whole_template_is_asked_for(campaign):
    template = campaign.message_template
    template.components = [
        {"type": "HEADER", "format": "TEXT", "text": "Offer"},
        {"type": "BODY", "text": "Hello {{first_name}}"},
        {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "Go", "url": "https://a.test/"}]},
    ]
    campaign.status = PAUSED
    db.session.commit()

    tell(
        campaign,
        "message_template_components_update",
        message_template_element="Dear {{first_name}}",
        message_template_footer="BAJA",
        message_template_buttons=[
            {"message_template_button_type": "URL", "message_template_button_text": "See"}
        ],
    )

    button = {"type": "URL", "text": "See", "url": "https://a.test/"}
    assert template.components == [
        {"type": "HEADER", "format": "TEXT", "text": "Offer"},
        {"type": "BODY", "text": "Dear {{first_name}}"},
        {"type": "BUTTONS", "buttons": [button]},
        {"type": "FOOTER", "text": "BAJA"},
    ]
    [task] = db.session.scalars(db.select(BackgroundTask))
    assert task.params == {
        "waba_id": template.waba_id,
        "template_ids": [template.provider_id],
    }


def test_texts_that_are_older_than_our_list_are_ignored(campaign):
    tell(campaign, "message_template_components_update", later=-60, message_template_element="Old")

    assert campaign.message_template.components[0]["text"] == "Hello {{first_name}}"


def test_messages_that_seem_to_be_of_another_category_are_shown(app):
    sender = a_sender()
    db.session.commit()
    value = {"category": "UTILITY", "correct_category": "MARKETING"}

    receive_body(news("template_correct_category_detection", value, now(), sender.waba_id))

    assert "a message sent as Utility is Marketing" in words("account_notice")


def test_the_details_of_a_status_end_with_it(campaign):
    tell(campaign, STATUS, event="REJECTED", reason="SCAM")
    tell(campaign, STATUS, later=2, event="APPROVED")

    assert campaign.message_template.status_details is None


def test_an_incident_of_a_flag_survives_the_tick(campaign):
    tell(campaign, STATUS, event="FLAGGED")

    reviews.review_all()

    assert open_incidents() == ["template_flagged"]
