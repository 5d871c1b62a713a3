"""Every event about an account or a number has its effect, or is shown with its values."""

import pytest

from tests.support import payloads
from tests.support.factories import a_sender, an_active_campaign
from tests.support.inbox import now, open_incidents, receive_body
from webapp import clock
from webapp.domain.campaigns.status import CampaignStatus
from webapp.extensions import db
from webapp.models import Campaign, Incident, SenderStatus, VolumeTier, WebhookEvent

NO_CAMPAIGNS = "RESTRICTED_BIZ_INITIATED_MESSAGING"


@pytest.fixture
def campaign(app, at) -> Campaign:
    """A campaign that sends."""
    at("2025-10-05 09:00")
    active = an_active_campaign(3)
    db.session.commit()
    return active


def tell(campaign: Campaign, field: str, **value: object) -> None:
    receive_body(payloads.news(field, value, now(), campaign.sender.waba_id))


def notices() -> list[str]:
    """Return what staff see now, in order."""
    statement = db.select(Incident).filter_by(ended_at=None).order_by(Incident.id)
    return [str(incident.message) for incident in db.session.scalars(statement)]


def test_each_event_of_an_account_is_a_notice_of_its_own(campaign):
    tell(campaign, "account_update", event="AD_ACCOUNT_LINKED")
    violation = {"violation_type": "SCAM"}
    tell(campaign, "account_update", event="ACCOUNT_VIOLATION", violation_info=violation)
    tell(campaign, "account_alerts", alert_info={"alert_type": "OBA", "alert_status": "NONE"})

    first, second, third = notices()
    assert "AD_ACCOUNT_LINKED" in first
    assert "ACCOUNT_VIOLATION, violation type: SCAM" in second
    assert "alert type: OBA, alert status: NONE" in third


def test_newer_news_of_a_kind_replace_older_ones(campaign):
    for kind in ("SCAM", "SPAM", "SPAM"):
        tell(
            campaign,
            "account_update",
            event="ACCOUNT_VIOLATION",
            violation_info={"violation_type": kind},
        )

    assert ["SPAM" in notice for notice in notices()] == [True]
    assert len(db.session.scalars(db.select(Incident)).all()) == 2


def test_a_moment_within_an_event_is_shown_as_a_date(campaign):
    ban = {"waba_ban_state": ["SCHEDULE_FOR_DISABLE"], "waba_ban_date": 1795430000}
    tell(campaign, "account_update", event="DISABLED_UPDATE", ban_info=ban)

    [notice] = notices()
    assert "waba ban date: 2026-11-23 10:33 UTC, waba ban state: SCHEDULE_FOR_DISABLE" in notice
    assert campaign.status == CampaignStatus.ACTIVE


@pytest.mark.parametrize(
    "value",
    [
        {"event": "ACCOUNT_OFFBOARDED"},
        {"event": "PARTNER_REMOVED", "disconnection_info": {"reason": "USER_INITIATED"}},
        {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": ["DISABLE"]}},
        {"event": "DISABLED_UPDATE", "ban_info": [{"waba_ban_state": "DISABLE"}]},
    ],
)
def test_an_account_that_we_do_not_reach_any_more_stops_its_senders(campaign, value):
    tell(campaign, "account_update", **value)

    assert campaign.sender.status == SenderStatus.STOPPED
    assert campaign.status == CampaignStatus.PAUSED
    assert open_incidents() == ["sender_stopped"]


def test_an_account_that_is_connected_again_sends_again(campaign):
    tell(campaign, "account_update", event="ACCOUNT_OFFBOARDED")

    tell(campaign, "account_update", event="ACCOUNT_RECONNECTED")

    assert campaign.sender.status == SenderStatus.CONNECTED
    assert campaign.status == CampaignStatus.ACTIVE


@pytest.mark.parametrize("key", ["phone_number", "display_phone_number"])
def test_an_event_about_one_number_concerns_no_other(campaign, key):
    other = a_sender(phone_number_id="7", waba_id=campaign.sender.waba_id)
    other.display_phone_number = "+57 300 555 0007"
    db.session.commit()

    tell(campaign, "account_update", event="ACCOUNT_OFFBOARDED", **{key: "573005550007"})

    assert other.status == SenderStatus.STOPPED
    assert campaign.sender.status == SenderStatus.CONNECTED


def restrict(campaign: Campaign, *expirations: object) -> None:
    info = [{"restriction_type": NO_CAMPAIGNS, "expiration": each} for each in expirations]
    tell(campaign, "account_update", event="ACCOUNT_RESTRICTION", restriction_info=info)


def test_a_restriction_that_is_over_stops_nothing(campaign):
    restrict(campaign, int(now()) - 3600)

    assert campaign.sender.status == SenderStatus.CONNECTED
    assert campaign.status == CampaignStatus.ACTIVE
    assert open_incidents() == ["account_notice"]


def test_of_several_restrictions_the_last_end_counts(campaign):
    restrict(campaign, int(now()) - 3600, int(now()) + 60, str(int(now()) + 600))

    assert campaign.sender.status == SenderStatus.STOPPED
    assert round((campaign.sender.stopped_until - clock.now()).total_seconds()) == 600


def test_a_restriction_without_an_end_lasts(campaign):
    restrict(campaign, int(now()) + 60, None)

    assert (campaign.sender.status, campaign.sender.stopped_until) == (SenderStatus.STOPPED, None)


@pytest.mark.parametrize(
    ("stated", "people"),
    [(2000, 2000), ("2000", 2000), (-1, None), ("-1", None), ("tier_2k", 2000), ("TIER_5K", 5000)],
)
def test_a_limit_comes_as_a_number_or_as_the_name_of_a_tier(campaign, stated, people):
    tell(campaign, "business_capability_update", max_daily_conversations_per_business=stated)

    assert campaign.sender.portfolio.messaging_limit == people


@pytest.mark.parametrize("stated", [-2, 2**31, "TIER_", "TIER_5G", {}, 2.5])
def test_a_limit_that_makes_no_sense_changes_nothing(campaign, stated):
    before = campaign.sender.portfolio.messaging_limit

    tell(campaign, "business_capability_update", max_daily_conversations_per_business=stated)

    assert campaign.sender.portfolio.messaging_limit == before


def a_tier(at: int, **changes: object) -> dict[str, object]:
    return {
        "tier_update_time": at,
        "pricing_category": "UTILITY",
        "tier": "25000001:50000000",
        "effective_month": "2026-11",
        "region": "INDIA",
    } | changes


def test_a_discount_by_volume_is_stored_once_with_its_earliest_time(campaign):
    for at in (1795430600, 1795430000, 1795430900):
        tell(
            campaign,
            "account_update",
            event="VOLUME_BASED_PRICING_TIER_UPDATE",
            volume_tier_info=a_tier(at),
        )

    [tier] = db.session.scalars(db.select(VolumeTier))
    assert (tier.region, tier.tier, int(tier.reached_at.timestamp())) == (
        "INDIA",
        "25000001:50000000",
        1795430000,
    )
    assert len(notices()) == 1


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("account_review_update", {"decision": "REJECTED"}, "REJECTED"),
        ("security", {"event": "PIN_CHANGED", "requester": "9"}, "PIN_CHANGED"),
        ("business_status_update", {"event": "COMPROMISED"}, "COMPROMISED"),
        ("business_username_updates", {"username": "acme", "status": "approved"}, "approved, acme"),
        (
            "account_settings_update",
            {"phone_number_settings": {"calling": {"status": "ENABLED"}}},
            "status: ENABLED",
        ),
        (
            "phone_number_name_update",
            {"decision": "REJECTED", "rejection_reason": "NAME"},
            "REJECTED, NAME",
        ),
        ("account_update", {"event": "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE"}, "AUTH_INTL"),
    ],
)
def test_any_other_event_is_shown_with_its_values(campaign, field, value, shown):
    tell(campaign, field, **value)

    [notice] = notices()
    assert shown in notice
    assert campaign.status == CampaignStatus.ACTIVE
    assert db.session.scalars(db.select(WebhookEvent.fault)).all() == [None]
