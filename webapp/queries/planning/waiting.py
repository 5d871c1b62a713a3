"""Why a campaign is waiting: its constraints now, and until when."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select

from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.contacts import phone_zones
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Campaign, Recipient, SenderStatus
from webapp.queries.campaigns import canary as canary_query
from webapp.queries.operations import restore_guard, settings
from webapp.queries.planning import competition
from webapp.queries.planning.constraints import Constraint, ConstraintKind
from webapp.queries.planning.quota import Usage
from webapp.queries.recipients import zones
from webapp.queries.sending import marketing_holds


def constraints_for(
    campaign: Campaign, pending: int, now: datetime, usage: Usage | None = None
) -> list[Constraint]:
    """Return the constraints on the `pending` recipients of a campaign now, in order.

    Empty if nobody waits, if the campaign has ended or not begun, and if the next tick allocates
    some of them. `usage` is that of its portfolio, if known already.
    """
    if not pending or campaign.status not in (CampaignStatus.ACTIVE, CampaignStatus.PAUSED):
        return []
    constraints = [*_not_allowed(campaign), *_not_yet(campaign, now)]
    if campaign.status == CampaignStatus.ACTIVE:
        constraints += [
            *_quiet(campaign, pending, now),
            *_canary(campaign, now),
            *competition.constraints_for(campaign, pending, now, usage),
            *_later_attempts(campaign, now),
            *_marketing_hold(campaign, pending, now),
        ]
    return constraints


def _not_allowed(campaign: Campaign) -> Iterator[Constraint]:
    """Yield the constraints that a user or WhatsApp has to lift."""
    sender, template = campaign.sender, campaign.message_template
    if restore_guard.raised():
        yield Constraint(ConstraintKind.RESTORE_GUARD)
    if campaign.status == CampaignStatus.PAUSED:
        yield Constraint(ConstraintKind.PAUSED)
    if sender.status == SenderStatus.STOPPED:
        yield Constraint(ConstraintKind.SENDER_STOPPED, sender.stopped_until)
    if template is not None and not template.is_approved:
        yield Constraint(ConstraintKind.TEMPLATE)


def _not_yet(campaign: Campaign, now: datetime) -> Iterator[Constraint]:
    """Yield the constraints that end with time."""
    window, sender = campaign.window, campaign.sender
    if campaign.start_date and campaign.start_date > campaign.date_of(now):
        before = window.opening(campaign.start_date) - timedelta(seconds=1)
        yield Constraint(ConstraintKind.NOT_STARTED, window.next_opening(before))
    elif not window.is_open(now):
        yield Constraint(ConstraintKind.HOURS, window.next_opening(now))
    if sender.slowed_until and sender.slowed_until > now:
        yield Constraint(ConstraintKind.SENDER_SLOWED, sender.slowed_until)


def _canary(campaign: Campaign, now: datetime) -> Iterator[Constraint]:
    """Yield a constraint while the canary waits for outcomes."""
    canary = canary_query.progress(campaign)
    if canary and canary.is_full:
        rules = settings.safety().canary_rules
        decided_at = canary.decided_at(rules, now)
        yield Constraint(ConstraintKind.CANARY, decided_at, canary.sent, canary=canary)


def _quiet(campaign: Campaign, pending: int, now: datetime) -> Iterator[Constraint]:
    """Yield a constraint for quiet hours in the recipients' zones, with their first end."""
    quiet = campaign.quiet_hours
    if quiet is None:
        return
    groups = zones.waiting(campaign)
    awake = quiet.awake(groups, now, campaign.zone)
    asleep = [group for group in groups if group not in awake]
    if not asleep:
        return
    places = [phone_zones.zones(group, campaign.zone) for group in asleep]
    moments = [quiet.next_moment(now, where, campaign.window) for where in places]
    yield Constraint(
        ConstraintKind.QUIET,
        min((moment for moment in moments if moment), default=None),
        zones.count_in(campaign, asleep) if awake else pending,
        holds_everyone=not awake,
    )


def _later_attempts(campaign: Campaign, now: datetime) -> Iterator[Constraint]:
    """Yield the recipients over the frequency cap, and those who wait for another attempt."""
    has_failed = Recipient.error_details.is_not(None) | Recipient.error_reason.is_not(None)
    rows = db.session.execute(
        select(has_failed, func.count(), func.min(Recipient.next_attempt_at))
        .where(
            Recipient.campaign_id == campaign.id,
            Recipient.status == RecipientStatus.PENDING,
            Recipient.next_attempt_at > now,
        )
        .group_by(has_failed)
        .order_by(has_failed)
    )
    for failed, count, first in rows:
        kind = ConstraintKind.ATTEMPTS if failed else ConstraintKind.FREQUENCY
        yield Constraint(kind, first, count, holds_everyone=False)


def _marketing_hold(campaign: Campaign, pending: int, now: datetime) -> Iterator[Constraint]:
    """Yield the recipients who get no marketing, because WhatsApp held a message back."""
    held, ends_at = marketing_holds.in_campaign(campaign, now)
    if held:
        is_all = held >= pending
        kind = ConstraintKind.MARKETING_HOLD
        yield Constraint(kind, ends_at, held, holds_everyone=is_all)
