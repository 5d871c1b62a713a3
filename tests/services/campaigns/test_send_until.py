"""A campaign whose offer ends at a moment: nobody is written to after it."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from tests.support.factories import a_draft, a_sender, an_active_campaign, with_recipients
from tests.support.inbox import open_incidents, recipients_of
from webapp import clock
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.recipients.status import RecipientStatus, SkipReason
from webapp.errors import InvalidInput, WrongStatus
from webapp.extensions import db
from webapp.models import Batch, BatchStatus, Campaign
from webapp.queries.planning import schedules
from webapp.services.campaigns import changes, daily, drafts, lifecycle
from webapp.services.planning import batches, forecasts
from webapp.services.recipients import retries
from webapp.services.sending import claims, envelopes

SKIPPED = (RecipientStatus.SKIPPED, SkipReason.OFFER_ENDED)


def an_offer(people: int = 4, **attributes: Any) -> Campaign:
    """Return a campaign that is sent until the 7th, 18:00 in Bogota, which is 23:00 UTC."""
    usual = {
        "timezone": "America/Bogota",
        "daily_send_limit": 2,
        "end_date": date(2025, 10, 7),
        "send_until": time(18),
    }
    campaign = an_active_campaign(people, **(usual | attributes))
    db.session.commit()
    return campaign


def outcomes(campaign: Campaign) -> list[tuple[RecipientStatus, SkipReason | None]]:
    db.session.expire_all()
    return [(one.status, one.skip_reason) for one in recipients_of(campaign)]


def process() -> None:
    daily.process(clock.now())
    db.session.expire_all()


def test_who_is_left_is_skipped_and_the_campaign_completes(app, at):
    at("2025-10-07 22:00")
    campaign = an_offer()

    at("2025-10-07 23:00:01")
    process()

    assert outcomes(campaign) == [SKIPPED] * 4
    assert campaign.status == CampaignStatus.COMPLETED
    assert open_incidents() == []
    assert [day for day in schedules.batches(campaign.id) if day.status == "planned"] == []


def test_before_the_moment_people_are_written_to(app, at):
    at("2025-10-07 22:00")
    campaign = an_offer()

    process()

    assert sorted(status for status, _ in outcomes(campaign)) == ["pending"] * 2 + ["queued"] * 2


def test_people_in_a_batch_are_not_claimed_after_the_moment(app, at):
    at("2025-10-07 22:59")
    campaign = an_offer()
    process()
    batch = db.session.scalars(db.select(Batch).filter_by(status=BatchStatus.QUEUED)).one()
    envelope = envelopes.for_batch(batch)

    at("2025-10-07 22:59:56")  # a call may take a few seconds more
    assert claims.claim(envelope, 10) == []
    batches.close(batch)
    at("2025-10-07 23:00")
    process()

    assert outcomes(campaign) == [SKIPPED] * 4


def test_an_end_that_was_moved_forward_stops_a_batch_that_is_being_sent(app, at):
    at("2025-10-07 12:00")
    campaign = an_offer()
    process()
    batch = db.session.scalars(db.select(Batch).filter_by(status=BatchStatus.QUEUED)).one()
    envelope = envelopes.for_batch(batch)
    changes.change(campaign, {"send_until": time(8)}, "tests")  # 13:00 UTC
    db.session.commit()

    at("2025-10-07 13:00")
    assert claims.claim(envelope, 10) == []


def test_a_paused_campaign_ends_too(app, at):
    at("2025-10-07 22:00")
    campaign = an_offer()
    lifecycle.pause(campaign, PauseReason.FAILURES, "tests", None)
    db.session.commit()

    at("2025-10-08 08:00")
    process()

    assert outcomes(campaign) == [SKIPPED] * 4
    assert (campaign.status, campaign.pause_reason) == (CampaignStatus.COMPLETED, None)
    assert open_incidents() == []


def test_after_the_moment_it_cannot_be_resumed(app, at):
    at("2025-10-07 22:00")
    campaign = an_offer()
    lifecycle.pause(campaign, PauseReason.PERSON, "tests")

    at("2025-10-08 08:00")
    with pytest.raises(WrongStatus, match="has ended"):
        lifecycle.resume(campaign, "tests")


def test_a_failed_message_is_not_tried_again_after_the_moment(app, at):
    at("2025-10-07 22:00")
    campaign = an_offer(1)
    [one] = recipients_of(campaign)
    one.status, one.error_code = RecipientStatus.FAILED, 131026
    campaign.status = CampaignStatus.COMPLETED
    db.session.commit()

    at("2025-10-08 08:00")
    with pytest.raises(WrongStatus, match="has ended"):
        retries.retry_failed(campaign, [131026], "tests")


def test_a_message_that_comes_back_after_the_moment_is_skipped(app, at):
    at("2025-10-07 22:00")
    campaign = an_offer(1)
    [one] = recipients_of(campaign)
    one.next_attempt_at = clock.now()
    campaign.status = CampaignStatus.COMPLETED
    db.session.commit()

    at("2025-10-08 08:00")
    process()

    assert outcomes(campaign) == [SKIPPED]
    assert campaign.status == CampaignStatus.COMPLETED


def test_the_plan_and_the_forecast_know_the_end(app, at):
    at("2025-10-06 12:00")
    campaign = an_offer(10, send_until=time(9), window_opens=time(9), window_closes=time(20))
    draft = a_draft(
        campaign.sender,
        daily_send_limit=2,
        timezone="America/Bogota",
        start_date=date(2025, 10, 6),
        end_date=date(2025, 10, 7),
        send_until=time(18),
    )

    days = [(f"{day.send_date}", day.batch_size) for day in schedules.batches(campaign.id)]
    forecast = forecasts.for_draft(draft, 10)

    assert days == [("2025-10-06", 2)]  # its hours of the 7th begin when the offer ends
    assert (len(forecast.days), forecast.left) == (2, 6)


@pytest.mark.parametrize(
    ("end", "is_refused"),
    [
        ({"end_date": date(2025, 10, 6), "send_until": time(6)}, True),  # was an hour ago
        ({"end_date": date(2025, 10, 6), "send_until": time(9)}, True),  # as the hours begin
        ({"end_date": date(2025, 10, 6), "send_until": time(9, 30)}, False),
    ],
)
def test_it_has_to_lie_after_the_first_hours(app, at, end, is_refused):
    at("2025-10-06 12:00")
    hours = {"window_opens": time(9), "window_closes": time(20), "timezone": "America/Bogota"}
    draft = with_recipients(a_draft(a_sender(), **hours, **end), 1)

    if is_refused:
        with pytest.raises(InvalidInput) as raised:
            lifecycle.activate(draft, "tests")
        assert "ends before anybody" in raised.value.fields["end_date"]
    else:
        lifecycle.activate(draft, "tests")
        assert draft.status == CampaignStatus.ACTIVE


def test_a_time_needs_its_day(app, at):
    at("2025-10-06 12:00")
    draft = a_draft()

    with pytest.raises(InvalidInput) as raised:
        drafts.change(draft, {"send_until": time(18)}, "tests")

    assert raised.value.fields == {"send_until": "Choose the last day too."}


def test_a_running_campaign_does_not_take_an_end_that_has_passed(app, at):
    at("2025-10-07 12:00")
    campaign = an_offer()

    with pytest.raises(InvalidInput):
        changes.change(campaign, {"send_until": time(6)}, "tests")


def test_an_end_that_is_moved_back_before_it_comes_lets_it_go_on(app, at):
    at("2025-10-07 22:00")
    campaign = an_offer()
    changes.change(campaign, {"end_date": date(2025, 10, 8)}, "tests")
    db.session.commit()

    at("2025-10-07 23:30")
    process()

    assert {status for status, _ in outcomes(campaign)} == {"queued", "pending"}


def test_without_a_time_the_people_left_still_wait_for_a_user(app, at):
    now = at("2025-10-06 12:00")
    campaign = an_offer(4, send_until=None, end_date=now.date(), timezone="UTC")

    at(f"{now.date() + timedelta(days=1)} 08:00")
    process()

    assert (campaign.status, campaign.pause_reason) == (
        CampaignStatus.PAUSED,
        PauseReason.LAST_DAY,
    )
