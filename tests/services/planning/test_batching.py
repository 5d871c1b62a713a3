"""Allocating the batches of a day within the quota of the portfolio."""

from datetime import date, time, timedelta

from tests.support.factories import a_contact, a_sender, an_active_campaign, some_numbers
from webapp import clock
from webapp.domain.campaigns.status import PauseReason
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Batch, BatchStatus, Recipient
from webapp.queries.campaigns import statistics
from webapp.queries.planning import daily_usage, quota, schedules
from webapp.services.campaigns import daily, lifecycle
from webapp.services.planning import quota_ledger


def allocate() -> int:
    return sum(allocation.recipients for allocation in daily.allocate_due(clock.now()))


def contact_ids(campaign) -> list[int]:
    chosen = db.select(Recipient.contact_id).where(Recipient.campaign_id == campaign.id)
    return list(db.session.scalars(chosen))


def test_a_campaign_allocates_no_more_than_its_daily_limit(app):
    campaign = an_active_campaign(10, daily_send_limit=4)

    assert allocate() == 4
    assert allocate() == 0
    counts = statistics.for_campaign(campaign.id).counts
    assert (counts[RecipientStatus.QUEUED], counts[RecipientStatus.PENDING]) == (4, 6)


def test_all_campaigns_together_use_no_more_than_the_quota(app):
    sender = a_sender(messaging_limit=5)
    an_active_campaign(4, sender=sender, priority=3)
    first = an_active_campaign(4, sender=sender, priority=1)

    assert allocate() == 5
    assert statistics.for_campaign(first.id).counts[RecipientStatus.QUEUED] == 4
    assert quota.remaining_now(sender.portfolio, clock.now()) == 0


def test_people_who_are_queued_beyond_a_lowered_limit_wait_again(app):
    sender = a_sender(messaging_limit=300)
    campaign = an_active_campaign(300, sender=sender, daily_send_limit=500)
    allocate()
    quota_ledger.write(sender.portfolio_id, contact_ids(campaign)[:10], clock.now())

    sender.portfolio.messaging_limit = 250

    assert allocate() == 0
    counts = statistics.for_campaign(campaign.id).counts
    assert (counts[RecipientStatus.QUEUED], counts[RecipientStatus.PENDING]) == (250, 50)
    assert quota.used(sender.portfolio, clock.now()) == 250
    sizes = db.select(db.func.sum(Batch.batch_size)).filter_by(status=BatchStatus.QUEUED)
    assert db.session.scalar(sizes) == 250


def test_contacts_written_to_lately_do_not_count_twice(app):
    sender, numbers = a_sender(messaging_limit=2), some_numbers(2)
    first = an_active_campaign(numbers, sender=sender)
    allocate()
    quota_ledger.write(sender.portfolio_id, contact_ids(first), clock.now())
    an_active_campaign(numbers, sender=sender)

    assert quota.remaining_now(sender.portfolio, clock.now()) == 0
    assert allocate() == 2


def test_a_paused_campaign_gives_its_quota_back(app):
    sender = a_sender(messaging_limit=3)
    campaign = an_active_campaign(3, sender=sender)
    allocate()

    lifecycle.pause(campaign, PauseReason.PERSON, "tests")

    assert quota.remaining_now(sender.portfolio, clock.now()) == 3
    assert statistics.for_campaign(campaign.id).counts[RecipientStatus.PENDING] == 3


def test_the_plan_of_ten_thousand_people_at_250_a_day_takes_forty_days(app, at):
    at("2025-10-05 09:00")
    campaign = an_active_campaign(10_000, sender=a_sender(messaging_limit=250))

    days = schedules.batches(campaign.id)

    assert len(days) == 40
    assert (str(days[0].send_date), str(days[-1].send_date)) == ("2025-10-05", "2025-11-13")
    assert {day.batch_size for day in days} == {250}


def test_quota_is_kept_for_a_higher_priority_whose_hours_come_later_today(app, at):
    now = at("2025-10-06 09:00")
    sender = a_sender(messaging_limit=10)
    an_active_campaign(6, sender=sender, priority=1, window_opens=time(14))
    low = an_active_campaign(10, sender=sender, priority=5)

    assert allocate() == 4
    assert [(day.send_date, day.batch_size) for day in schedules.batches(low.id)] == [
        (now.date(), 4),
        (now.date() + timedelta(days=1), 6),
    ]


def test_no_quota_is_kept_that_comes_free_in_time(app, at):
    now = at("2025-10-06 09:00")
    sender = a_sender(messaging_limit=10)
    earlier = [a_contact().id for _ in range(6)]
    quota_ledger.write(sender.portfolio_id, earlier, now - timedelta(hours=21))
    an_active_campaign(6, sender=sender, priority=1, window_opens=time(14))
    an_active_campaign(10, sender=sender, priority=5)

    assert allocate() == 4  # all of the remaining quota; at noon it grows by six


def test_no_quota_is_kept_for_recipients_who_wait_until_another_day(app, at):
    now = at("2025-10-06 09:00")
    sender = a_sender(messaging_limit=10)
    first = an_active_campaign(6, sender=sender, priority=1, window_opens=time(14))
    an_active_campaign(10, sender=sender, priority=5)
    again = db.update(Recipient).where(Recipient.campaign_id == first.id)
    db.session.execute(again.values(next_attempt_at=now + timedelta(days=1)))

    assert allocate() == 10


def test_a_contact_in_hand_for_another_campaign_does_not_count_twice(app):
    sender, numbers = a_sender(messaging_limit=4), some_numbers(3)
    an_active_campaign(numbers, sender=sender, priority=1, daily_send_limit=2)
    second = an_active_campaign([*numbers, *some_numbers(3)], sender=sender, priority=5)

    allocate()

    assert quota.remaining_now(sender.portfolio, clock.now()) == 0
    assert statistics.for_campaign(second.id).counts[RecipientStatus.QUEUED] == 4


def test_in_the_hour_that_comes_twice_the_daily_limit_holds(app, at):
    at("2029-04-07 12:00")
    hours = {"window_opens": time(20), "window_closes": time(23, 30)}
    zone, first_day = "America/Santiago", date(2029, 4, 7)
    campaign = an_active_campaign(
        15, daily_send_limit=3, timezone=zone, start_date=first_day, **hours
    )

    allocated = []
    for moment in ("07 23:30", "08 02:10", "08 03:10", "08 03:20"):
        at(f"2029-04-{moment}")
        allocated.append(allocate())

    assert allocated == [3, 0, 0, 0]
    assert daily_usage.used_on(campaign, first_day) == 3


def test_a_window_in_an_hour_that_is_skipped_sends_an_hour_later(app, at):
    at("2027-03-27 12:00")
    hours = {"window_opens": time(1, 30), "window_closes": time(1, 45)}
    an_active_campaign(3, timezone="Europe/London", start_date=date(2027, 3, 28), **hours)

    at("2027-03-28 01:29")
    before = allocate()
    at("2027-03-28 01:31")

    assert (before, allocate()) == (0, 3)
