"""News of templates, numbers and accounts: their effects, and their incidents."""

import pytest

from jobs.check_incidents import check_incidents
from tests.support import payloads
from tests.support.factories import a_draft, an_active_campaign, with_recipients
from tests.support.inbox import (
    a_sent_campaign,
    now,
    open_incidents,
    receive,
    receive_body,
    recipients_of,
)
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.errors import InvalidInput
from webapp.extensions import db
from webapp.models import BackgroundTask, Campaign, Sender, SenderStatus
from webapp.services.campaigns import lifecycle


@pytest.fixture
def campaign(app, at) -> Campaign:
    """A campaign that sends."""
    at("2025-10-05 09:00")
    active = an_active_campaign(3)
    db.session.commit()
    return active


def tell(campaign: Campaign, field: str, at: float | None = None, **value: object) -> None:
    """Receive news about the campaign's account."""
    receive_body(payloads.news(field, value, at or now(), campaign.sender.waba_id))


def template_news(campaign: Campaign, event: str, at: float | None = None) -> None:
    template = campaign.message_template
    tell(
        campaign,
        "message_template_status_update",
        at,
        event=event,
        message_template_id=int(template.provider_id),
        message_template_name=template.name,
        message_template_language="en-US",
        reason="NONE",
    )


def test_a_paused_template_pauses_its_campaigns_until_it_is_approved_again(campaign):
    template_news(campaign, "PAUSED", now() + 1)
    paused = (campaign.status, campaign.pause_reason, open_incidents())

    template_news(campaign, "APPROVED", now() + 2)

    assert paused == (CampaignStatus.PAUSED, PauseReason.TEMPLATE, ["template_not_approved"])
    assert campaign.status == CampaignStatus.ACTIVE
    assert open_incidents() == []


def test_older_news_do_not_undo_newer_ones(campaign):
    template_news(campaign, "PAUSED", now() + 10)

    template_news(campaign, "APPROVED", now() + 5)

    assert campaign.status == CampaignStatus.PAUSED
    assert campaign.message_template.status == "PAUSED"


@pytest.mark.parametrize("event", ["DISABLED", "REJECTED", "PENDING_DELETION", "LOCKED"])
def test_a_template_that_may_not_be_sent_any_more_pauses_its_campaigns(campaign, event):
    template_news(campaign, event, now() + 1)

    assert (campaign.status, campaign.pause_reason) == (
        CampaignStatus.PAUSED,
        PauseReason.TEMPLATE,
    )
    assert open_incidents() == ["template_not_approved"]


def test_a_flagged_template_is_sent_on(campaign):
    template_news(campaign, "FLAGGED", now() + 1)

    assert campaign.status == CampaignStatus.ACTIVE


def test_a_new_category_is_told_before_it_comes_and_when_it_has_come(campaign):
    campaign.message_template.category = "UTILITY"
    of_it = {"message_template_id": int(campaign.message_template.provider_id)}
    coming = {"new_category": "UTILITY", "correct_category": "MARKETING"}
    tell(campaign, "template_category_update", now() + 1, **of_it, **coming)
    planned = (campaign.message_template.category, open_incidents())

    come = {"previous_category": "UTILITY", "new_category": "MARKETING"}
    tell(campaign, "template_category_update", now() + 2, **of_it, **come)

    assert planned == ("UTILITY", ["template_category"])
    assert campaign.message_template.category == "MARKETING"
    assert open_incidents() == ["account_notice"]
    assert campaign.status == CampaignStatus.ACTIVE


@pytest.mark.parametrize(
    "field", ["message_template_components_update", "phone_number_name_update"]
)
def test_what_was_changed_at_whatsapp_is_asked_for_anew(campaign, field):
    tell(campaign, field, message_template_id=int(campaign.message_template.provider_id))

    tasks = db.session.scalars(db.select(BackgroundTask.kind)).all()
    assert tasks == ["sync_templates"]
    assert campaign.status == CampaignStatus.ACTIVE


def test_a_number_of_low_quality_is_told_of_until_it_is_better(campaign):
    tell(campaign, "phone_number_quality_update", event="FLAGGED")
    told = (campaign.sender.quality_rating, open_incidents(), campaign.status)

    tell(campaign, "phone_number_quality_update", event="UNFLAGGED")

    assert told == ("RED", ["sender_quality"], CampaignStatus.ACTIVE)
    assert (campaign.sender.quality_rating, open_incidents()) == ("GREEN", [])


def test_a_deleted_account_sends_nothing_more(campaign):
    tell(campaign, "account_update", event="ACCOUNT_DELETED")

    assert (campaign.status, campaign.pause_reason) == (CampaignStatus.PAUSED, PauseReason.SENDER)
    assert open_incidents() == ["sender_stopped"]


def test_a_restriction_of_something_else_is_shown_and_stops_nothing(campaign):
    restriction = [{"restriction_type": "RESTRICTED_ADD_PHONE_NUMBER_ACTION", "expiration": now()}]
    tell(campaign, "account_update", event="ACCOUNT_RESTRICTION", restriction_info=restriction)

    assert campaign.status == CampaignStatus.ACTIVE
    assert open_incidents() == ["account_notice"]


def test_a_campaign_that_a_person_paused_stays_so(campaign):
    campaign.status, campaign.pause_reason = CampaignStatus.PAUSED, PauseReason.PERSON
    db.session.commit()

    template_news(campaign, "PAUSED", now() + 1)
    template_news(campaign, "APPROVED", now() + 2)

    assert (campaign.status, campaign.pause_reason) == (CampaignStatus.PAUSED, PauseReason.PERSON)


def test_a_template_of_low_quality_is_told_of_until_it_is_better(campaign):
    name = campaign.message_template.name
    given = {"message_template_name": name, "message_template_language": "en_US"}
    tell(campaign, "message_template_quality_update", now() + 1, new_quality_score="RED", **given)
    check_incidents()
    told = open_incidents()

    campaign.message_template.quality = "GREEN"
    check_incidents()

    assert told == ["template_quality"]
    assert open_incidents() == []


@pytest.mark.parametrize(("given", "people"), [(2000, 2000), ("TIER_10K", 10_000), (-1, None)])
def test_a_new_limit_is_the_portfolios(campaign, given, people):
    tell(campaign, "business_capability_update", max_daily_conversations_per_business=given)

    assert campaign.sender.portfolio.messaging_limit == people


@pytest.mark.parametrize("given", ["TIER_NEW", None, "lots", [1], True])
def test_a_limit_that_we_cannot_read_changes_nothing(campaign, given):
    tell(campaign, "business_capability_update", max_daily_conversations_per_business=given)

    assert campaign.sender.portfolio.messaging_limit == 250


def test_more_throughput_is_used(campaign):
    campaign.sender.messages_per_second = 80
    db.session.commit()

    tell(campaign, "phone_number_quality_update", event="THROUGHPUT_UPGRADE")

    assert campaign.sender.messages_per_second == 1000


def test_a_restriction_stops_the_sender_until_it_ends(campaign, at):
    ends = now() + 3600
    kind = "RESTRICTED_BIZ_INITIATED_MESSAGING"
    restriction = {"restriction_type": kind, "expiration": int(ends)}

    tell(campaign, "account_update", event="ACCOUNT_RESTRICTION", restriction_info=[restriction])
    stopped = (campaign.sender.status, campaign.pause_reason, open_incidents())
    at("2025-10-05 10:01")
    check_incidents()
    db.session.expire_all()

    assert stopped == (SenderStatus.STOPPED, PauseReason.SENDER, ["sender_stopped"])
    assert campaign.sender.status == SenderStatus.CONNECTED
    assert campaign.status == CampaignStatus.ACTIVE
    assert open_incidents() == []


def test_a_ban_stops_the_account_and_its_end_starts_it(campaign):
    tell(
        campaign, "account_update", event="DISABLED_UPDATE", ban_info={"waba_ban_state": "DISABLE"}
    )
    stopped = campaign.sender.status

    tell(
        campaign,
        "account_update",
        event="DISABLED_UPDATE",
        ban_info={"waba_ban_state": "REINSTATE"},
    )

    assert stopped == SenderStatus.STOPPED
    assert campaign.sender.status == SenderStatus.CONNECTED
    assert campaign.status == CampaignStatus.ACTIVE


def test_news_that_we_do_not_know_are_shown_for_some_days(campaign, at):
    tell(campaign, "security", event="PIN_CHANGED")
    shown = open_incidents()
    at("2025-10-09 09:00")
    check_incidents()

    assert shown == ["account_notice"]
    assert open_incidents() == []


def test_a_dead_token_told_by_webhook_stops_the_sender(campaign):
    sender = campaign.sender
    change = {
        "field": "messages",
        "value": {
            "metadata": {"phone_number_id": sender.phone_number_id},
            "errors": [{"code": 0, "title": "AuthException"}],
        },
    }

    receive(change)

    assert db.session.get_one(Sender, sender.id).status == SenderStatus.STOPPED


def test_silence_after_sending_is_told_until_something_comes(app, at):
    at("2025-10-05 09:00")
    campaign = a_sent_campaign(1)
    [one] = recipients_of(campaign)
    at("2025-10-05 09:20")
    check_incidents()
    told = open_incidents()

    receive(payloads.receipt(one.wamid, "sent", now()))
    check_incidents()

    assert told == ["webhook_silent"]
    assert open_incidents() == []


def test_silence_when_nothing_was_sent_is_none(app):
    check_incidents()

    assert open_incidents() == []


def test_no_campaign_begins_with_a_template_that_people_report(app):
    draft = with_recipients(a_draft(), 1)
    draft.message_template.quality = "RED"

    with pytest.raises(InvalidInput) as refused:
        lifecycle.activate(draft, "tests")

    assert "template_name" in refused.value.fields


def test_signed_terms_are_read_again(campaign):
    tell(campaign, "account_update", event="MM_LITE_TERMS_SIGNED", waba_info={"waba_id": "1"})

    assert db.session.scalars(db.select(BackgroundTask.kind)).all() == ["sync_templates"]
    assert open_incidents() == []
