"""Why a campaign is waiting, one reason at a time and in order."""

from datetime import date, time, timedelta

import pytest

from tests.support.factories import a_contact, a_sender, an_active_campaign
from webapp import clock
from webapp.domain.campaigns.status import PauseReason
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Campaign, Recipient, SenderStatus
from webapp.queries.planning import waiting
from webapp.queries.planning.constraints import Constraint, ConstraintKind
from webapp.services.campaigns import changes, daily, lifecycle
from webapp.services.planning import quota_ledger

MORNING = "2025-10-06 08:00"  # a Monday


def constraints(campaign: Campaign) -> list[Constraint]:
    db.session.flush()
    return waiting.constraints_for(campaign, 3, clock.now())


def ends(constraint: Constraint) -> str:
    return f"{constraint.ends_at:%d %H:%M}" if constraint.ends_at else ""


def paused(campaign: Campaign) -> None:
    lifecycle.pause(campaign, PauseReason.PERSON, "tests")


def sender_stopped(campaign: Campaign) -> None:
    campaign.sender.status = SenderStatus.STOPPED
    campaign.sender.stopped_until = clock.now() + timedelta(hours=1)


def sender_slowed(campaign: Campaign) -> None:
    campaign.sender.slowed_until = clock.now() + timedelta(minutes=5)


def template_paused(campaign: Campaign) -> None:
    campaign.message_template.status = "PAUSED"


def not_started(campaign: Campaign) -> None:
    campaign.start_date = date(2025, 10, 9)


def before_its_hours(campaign: Campaign) -> None:
    campaign.window_opens, campaign.window_closes = time(9), time(20)


def daily_limit_used(campaign: Campaign) -> None:
    campaign.daily_send_limit = 2
    daily.allocate_due(clock.now())


def warmed_up(campaign: Campaign) -> None:
    campaign.warm_up_start, campaign.warm_up_growth = 2, 5
    daily.allocate_due(clock.now())


def at_night(campaign: Campaign) -> None:
    """Set the clock to 3:00 in Colombia."""
    changes.change(campaign, {"quiet_from": time(21), "quiet_until": time(7, 30)}, "tests")


def capped(campaign: Campaign) -> None:
    person = db.session.scalars(db.select(Recipient)).first()
    person.next_attempt_at = clock.now() + timedelta(hours=24)


def retried_later(campaign: Campaign) -> None:
    capped(campaign)
    db.session.execute(db.update(Recipient).values(error_details="Not on WhatsApp"))


@pytest.mark.parametrize(
    ("happens", "kind", "until"),
    [
        (paused, ConstraintKind.PAUSED, ""),
        (sender_stopped, ConstraintKind.SENDER_STOPPED, "06 09:00"),
        (template_paused, ConstraintKind.TEMPLATE, ""),
        (not_started, ConstraintKind.NOT_STARTED, "09 00:00"),
        (sender_slowed, ConstraintKind.SENDER_SLOWED, "06 08:05"),
        (before_its_hours, ConstraintKind.HOURS, "06 09:00"),
        (at_night, ConstraintKind.QUIET, "06 12:30"),
        (daily_limit_used, ConstraintKind.DAILY_LIMIT, "07 00:00"),
        (warmed_up, ConstraintKind.WARM_UP, "07 00:00"),
        (capped, ConstraintKind.FREQUENCY, "07 08:00"),
        (retried_later, ConstraintKind.ATTEMPTS, "07 08:00"),
    ],
)
def test_each_constraint_has_its_end(app, at, happens, kind, until):
    at(MORNING)
    campaign = an_active_campaign(3)
    assert constraints(campaign) == []

    happens(campaign)

    (constraint,) = constraints(campaign)
    assert (constraint.kind, ends(constraint)) == (kind, until)


def test_several_constraints_come_in_order(app, at):
    at(MORNING)
    campaign = an_active_campaign(3)

    for happens in (retried_later, before_its_hours, template_paused, sender_stopped):
        happens(campaign)

    of = ConstraintKind
    expected = [of.SENDER_STOPPED, of.TEMPLATE, of.HOURS, of.ATTEMPTS]
    assert [constraint.kind for constraint in constraints(campaign)] == expected


@pytest.mark.parametrize(
    ("limit", "releases"),
    [
        (3, [("12:02", 1), ("13:02", 2)]),
        (2, [("13:02", 2)]),  # the first remaining quota is one too many already
    ],
)
def test_used_quota_shows_when_the_next_comes_free(app, at, limit, releases):
    at(MORNING)
    sender = a_sender(messaging_limit=limit)
    campaign = an_active_campaign(3, sender=sender)
    for hours, amount in ((20, 1), (19, 2)):
        contact_ids = [a_contact().id for _ in range(amount)]
        quota_ledger.write(sender.portfolio_id, contact_ids, clock.now() - timedelta(hours=hours))

    (quota,) = constraints(campaign)

    assert (quota.kind, quota.amount) == (ConstraintKind.QUOTA, 3)
    assert [(f"{release.at:%H:%M}", release.amount) for release in quota.releases] == releases


@pytest.mark.parametrize(
    ("limit", "attributes", "waits"),
    [
        (10, {}, True),
        (250, {}, False),  # enough for both
        (10, {"start_date": date(2025, 10, 9)}, False),  # it uses nothing today
        (10, {"priority": 5}, False),
    ],
)
def test_a_higher_priority_is_named_where_quota_is_short(app, at, limit, attributes, waits):
    at(MORNING)
    sender = a_sender(messaging_limit=limit)
    first = an_active_campaign(8, sender=sender, **({"priority": 1} | attributes))
    campaign = an_active_campaign(3, sender=sender)

    reasons = constraints(campaign)

    assert [(constraint.kind, constraint.ahead[0].waiting) for constraint in reasons] == (
        [(ConstraintKind.PRIORITY, 8)] if waits else []
    )
    assert [constraint.ahead[0].campaign for constraint in reasons] == ([first] if waits else [])


def test_a_higher_priority_whose_hours_come_later_today_is_named(app, at):
    at(MORNING)
    sender = a_sender(messaging_limit=10)
    an_active_campaign(8, sender=sender, priority=1, window_opens=time(14))
    campaign = an_active_campaign(3, sender=sender)

    assert [constraint.kind for constraint in constraints(campaign)] == [ConstraintKind.PRIORITY]


def test_the_minimum_share_of_another_is_named(app, at):
    at(MORNING)
    sender = a_sender(messaging_limit=10)
    low = an_active_campaign(30, sender=sender, priority=8, minimum_share=8)
    campaign = an_active_campaign(3, sender=sender, priority=1)

    (constraint,) = constraints(campaign)

    assert (constraint.kind, constraint.amount) == (ConstraintKind.MINIMUM, 8)
    assert constraint.ahead[0].campaign == low
    assert not constraint.holds_everyone


def test_night_for_some_holds_only_them_back(app, at):
    at(MORNING)
    campaign = an_active_campaign(["+573001112233", "+34612345678"])
    at_night(campaign)

    (constraint,) = constraints(campaign)

    assert (constraint.kind, constraint.amount) == (ConstraintKind.QUIET, 1)
    assert not constraint.holds_everyone


def test_a_campaign_that_is_over_waits_for_nothing(app):
    campaign = an_active_campaign(3)
    lifecycle.cancel(campaign, "tests")

    assert constraints(campaign) == []


def test_a_campaign_in_which_nobody_is_pending_waits_for_nothing(app):
    campaign = an_active_campaign(1)
    db.session.execute(db.update(Recipient).values(status=RecipientStatus.SENT))

    assert waiting.constraints_for(campaign, 0, clock.now()) == []
