"""Planning a portfolio's days, and previews with other settings."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest

from tests.support.factories import a_contact, a_sender, an_active_campaign
from webapp import clock
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.planning.what_if import Changes, Imagined
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Batch, Contact, Recipient
from webapp.queries.planning import schedules
from webapp.services.campaigns import daily
from webapp.services.contacts import subscriptions
from webapp.services.planning import quota_ledger, replanning
from webapp.services.recipients import adding

MONDAY = "2025-10-06 08:00"
TODAY = date(2025, 10, 6)
IMAGINED = uuid4()


def planned(campaign) -> list[tuple[str, int]]:
    return [(f"{day.send_date:%d}", day.batch_size) for day in schedules.batches(campaign.id)]


def what_if(portfolio, now, changes):
    active = schedules.active_campaigns(portfolio)
    return replanning.forecast(portfolio, active, now, changes=changes)


def shares(campaign_id, found) -> list[tuple[str, int]]:
    return [(f"{one.day:%d}", one.size) for one in found if one.campaign_id == campaign_id]


def written_to(sender, people: int, hours_ago: int) -> None:
    contact_ids = [a_contact().id for _ in range(people)]
    at = clock.now() - timedelta(hours=hours_ago)
    quota_ledger.write(sender.portfolio_id, contact_ids, at)


def test_the_plan_waits_for_quota_that_comes_free_after_its_hours(app, at):
    at("2025-10-06 18:00")
    sender = a_sender(messaging_limit=10)
    written_to(sender, 6, hours_ago=1)

    mornings = {"window_opens": time(9), "window_closes": time(12)}
    campaign = an_active_campaign(12, sender=sender, **mornings)

    assert planned(campaign) == [("07", 4), ("08", 8)]


def test_quota_that_comes_free_today_is_planned_for_today(app, at):
    at(MONDAY)
    sender = a_sender(messaging_limit=10)
    written_to(sender, 6, hours_ago=20)

    assert planned(an_active_campaign(12, sender=sender)) == [("06", 10), ("07", 2)]


@pytest.mark.parametrize(
    ("changes", "of_first", "of_second"),
    [
        (Changes(), [("06", 10), ("07", 10)], [("08", 10), ("09", 5)]),
        (Changes(messaging_limit=20), [("06", 20)], [("07", 15)]),
        (Changes(messaging_limit=50), [("06", 20)], [("06", 15)]),
    ],
)
def test_what_if_returns_the_plan_with_another_limit(app, at, changes, of_first, of_second):
    at(MONDAY)
    sender = a_sender(messaging_limit=10)
    first = an_active_campaign(20, sender=sender, priority=1)
    second = an_active_campaign(15, sender=sender, priority=5)

    found = what_if(sender.portfolio, clock.now(), changes)

    assert (shares(first.id, found), shares(second.id, found)) == (of_first, of_second)


def test_what_if_returns_the_plan_with_another_priority(app, at):
    at(MONDAY)
    sender = a_sender(messaging_limit=10)
    first = an_active_campaign(20, sender=sender, priority=1)
    second = an_active_campaign(10, sender=sender, priority=5)

    turned = Changes(priorities={first.id: 9})
    found = what_if(sender.portfolio, clock.now(), turned)

    assert [share.campaign_id for share in found] == [second.id, first.id, first.id]


def test_what_if_returns_the_plan_with_an_imagined_campaign_and_no_weekends(app, at):
    at("2025-10-10 08:00")  # a Friday
    sender = a_sender(messaging_limit=10)
    real = an_active_campaign(20, sender=sender, priority=5)
    imagined = Imagined(IMAGINED, recipients=12, daily_limit=6, priority=1)

    changes = Changes(imagined=[imagined], without_weekends=True)
    found = what_if(sender.portfolio, clock.now(), changes)

    assert shares(IMAGINED, found) == [("10", 6), ("13", 6)]
    assert shares(real.id, found) == [("10", 4), ("13", 4), ("14", 10), ("15", 2)]


def test_what_if_writes_nothing(app, at):
    at(MONDAY)
    sender = a_sender(messaging_limit=10)
    campaign = an_active_campaign(20, sender=sender)
    before = planned(campaign)

    what_if(sender.portfolio, clock.now(), Changes(messaging_limit=1))

    assert planned(campaign) == before
    assert not db.session.new
    assert not db.session.dirty
    assert db.session.scalar(db.select(db.func.count()).select_from(Batch)) == 2


def test_a_portfolio_without_campaigns_plans_what_is_imagined(app, at):
    at(MONDAY)
    changes = Changes(imagined=[Imagined(IMAGINED, recipients=12, daily_limit=6)])

    found = what_if(a_sender().portfolio, clock.now(), changes)

    assert shares(IMAGINED, found) == [("06", 6), ("07", 6)]


@pytest.fixture
def begun(app, at):
    """A campaign for five at two a day, the first two allocated; its hours are over."""
    at(MONDAY)
    mornings = {"window_opens": time(8), "window_closes": time(12)}
    campaign = an_active_campaign(5, daily_send_limit=2, **mornings)
    daily.allocate_due(clock.now())
    assert planned(campaign) == [("06", 2), ("07", 2), ("08", 1)]
    at("2025-10-06 13:00")
    return campaign


def someone(campaign, status) -> Recipient:
    found = db.select(Recipient).filter_by(campaign_id=campaign.id, status=status)
    return db.session.scalars(found.limit(1)).one()


def test_the_plan_is_shorter_by_the_next_tick_for_a_contact_who_opted_out(begun):
    contact = db.session.get_one(Contact, someone(begun, RecipientStatus.PENDING).contact_id)
    subscriptions.unsubscribe(contact, ConsentSource.KEYWORD, "webhook", "STOP")
    adding.withdraw(contact)

    daily.allocate_due(clock.now())

    assert planned(begun) == [("06", 2), ("07", 2)]


def test_the_plan_is_longer_by_the_next_tick_for_a_recipient_tried_again(begun):
    refused = someone(begun, RecipientStatus.QUEUED)
    refused.status, refused.batch_id = RecipientStatus.PENDING, None
    refused.next_attempt_at = clock.now() + timedelta(days=1)
    db.session.flush()

    daily.allocate_due(clock.now())

    assert planned(begun) == [("06", 2), ("07", 2), ("08", 2)]


def test_a_plan_that_fits_is_left_as_it_is(begun, monkeypatch):
    monkeypatch.setattr(replanning, "replan", None)

    assert daily.allocate_due(clock.now()) == []
