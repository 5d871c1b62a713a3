"""Optional settings of a campaign: minimum share, warm-up, time limits."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest

from tests.support.factories import a_sender, an_active_campaign
from webapp import clock
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Batch, BatchStatus, Campaign, Incident, Recipient
from webapp.queries.campaigns import statistics
from webapp.queries.planning import schedules
from webapp.services.campaigns import daily, lifecycle
from webapp.services.planning import batches
from webapp.services.sending import claims, envelopes

MONDAY, TUESDAY = "2025-10-06 08:00", "2025-10-07 08:00"


def cut() -> dict[object, int]:
    found = daily.allocate_due(clock.now())
    db.session.commit()
    return {one.campaign_id: one.recipients for one in found}


def planned(campaign: Campaign) -> list[int]:
    return [day.batch_size for day in schedules.batches(campaign.id) if day.status == "planned"]


def test_a_warm_up_rises_day_by_day_up_to_the_daily_limit(app, at):
    at(MONDAY)
    campaign = an_active_campaign(
        30, sender=a_sender(), daily_send_limit=9, warm_up_start=3, warm_up_growth=4
    )
    assert planned(campaign) == [3, 7, 9, 9, 2]

    taken = []
    for day in range(6, 11):
        at(f"2025-10-{day:02} 08:00")
        taken += cut().values()

    assert taken == [3, 7, 9, 9, 2]


def test_a_day_without_sending_does_not_raise_the_warm_up(app, at):
    at(MONDAY)
    campaign = an_active_campaign(10, warm_up_start=2, warm_up_growth=2)
    cut()
    lifecycle.pause(campaign, PauseReason.PERSON, "tests")

    at("2025-10-09 08:00")
    lifecycle.resume(campaign, "tests")

    # the pause returned Monday's two: nobody has been sent to yet
    assert planned(campaign) == [2, 4, 4]


def test_a_minimum_share_is_cut_before_a_higher_priority(app, at):
    at(MONDAY)
    sender = a_sender(messaging_limit=10)
    first = an_active_campaign(30, sender=sender, priority=1)
    low = an_active_campaign(30, sender=sender, priority=8, minimum_share=3)

    assert cut() == {first.id: 7, low.id: 3}


def test_a_minimum_share_is_kept_until_its_hours_come(app, at):
    at(MONDAY)
    sender = a_sender(messaging_limit=10)
    first = an_active_campaign(30, sender=sender, priority=1)
    an_active_campaign(30, sender=sender, priority=8, minimum_share=3, window_opens=time(14))

    assert cut() == {first.id: 7}


def late(campaign: Campaign) -> None:
    """The latest first day passed while the sender was stopped."""
    campaign.latest_start_date = date(2025, 10, 6)


def over(campaign: Campaign) -> None:
    campaign.end_date = date(2025, 10, 6)


@pytest.mark.parametrize(
    ("happens", "reason"), [(late, PauseReason.OVERDUE), (over, PauseReason.LAST_DAY)]
)
def test_an_overdue_campaign_waits_for_a_person(
    app, at, happens: Callable[[Campaign], None], reason: PauseReason
):
    at(MONDAY)
    campaign = an_active_campaign(3)
    happens(campaign)

    at(TUESDAY)
    assert cut() == {}

    assert (campaign.status, campaign.pause_reason) == (CampaignStatus.PAUSED, reason)
    assert "3" in (campaign.pause_details or "")
    assert db.session.scalars(db.select(Incident.kind)).all() == [reason]


@pytest.mark.parametrize("happens", [late, over])
def test_on_the_day_itself_it_is_sent(app, at, happens: Callable[[Campaign], None]):
    at(MONDAY)
    campaign = an_active_campaign(3)
    happens(campaign)

    assert cut() == {campaign.id: 3}


def test_a_campaign_that_began_in_time_goes_on_after_its_latest_first_day(app, at):
    at(MONDAY)
    campaign = an_active_campaign(5, daily_send_limit=3)
    late(campaign)
    cut()

    at(TUESDAY)

    assert cut() == {campaign.id: 2}


@pytest.mark.parametrize("happens", [late, over])
def test_who_resumes_an_overdue_campaign_wants_it_sent(app, at, happens):
    at(MONDAY)
    campaign = an_active_campaign(3)
    happens(campaign)
    at(TUESDAY)
    cut()

    lifecycle.resume(campaign, "tests")

    assert (campaign.latest_start_date, campaign.end_date) == (None, None)
    assert cut() == {campaign.id: 3}
    assert db.session.scalars(db.select(Incident).filter_by(ended_at=None)).all() == []


def test_nothing_is_planned_after_the_last_day(app, at):
    now = at(MONDAY)
    end = now.date() + timedelta(days=1)

    campaign = an_active_campaign(10, daily_send_limit=3, end_date=end)

    assert planned(campaign) == [3, 3]


def test_who_is_queued_when_the_last_day_ends_is_not_written_to(app, at):
    now = at("2025-10-06 23:50")
    campaign = an_active_campaign(3, end_date=now.date())
    cut()
    batch = db.session.scalars(db.select(Batch).filter_by(status=BatchStatus.QUEUED)).one()
    envelope = envelopes.for_batch(batch)

    at("2025-10-07 00:01")
    assert claims.claim(envelope, 3) == []
    batches.close(batch)
    cut()

    assert campaign.pause_reason == PauseReason.LAST_DAY
    assert statistics.for_campaign(campaign.id).counts[RecipientStatus.PENDING] == 3


def test_a_campaign_that_is_through_by_its_last_day_is_completed(app, at):
    now = at(MONDAY)
    campaign = an_active_campaign(3, end_date=now.date())
    db.session.execute(db.update(Recipient).values(status=RecipientStatus.SENT))

    at(TUESDAY)
    cut()
    lifecycle.complete()

    db.session.refresh(campaign)
    assert campaign.status == CampaignStatus.COMPLETED
