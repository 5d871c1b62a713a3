"""Why a campaign is waiting: what holds it back now, and until when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select

from webapp.domain.campaign_status import CampaignStatus
from webapp.domain.recipient_status import RecipientStatus
from webapp.domain.room import room as room_left
from webapp.domain.waves import Wave
from webapp.extensions import db
from webapp.models import Campaign, Recipient, Sender, SenderStatus, Tally
from webapp.queries import due, fence, rooms, settings, taken, waves


class Why(StrEnum):
    """What may hold a campaign back, in the order in which it is asked."""

    FENCE = "fence"
    PAUSED = "paused"
    SENDER_STOPPED = "sender_stopped"
    TEMPLATE = "template"
    NOT_STARTED = "not_started"
    SENDER_SLOWED = "sender_slowed"
    HOURS = "hours"
    WAVE = "wave"
    DAY_TAKEN = "day_taken"
    ROOM = "room"
    PRIORITY = "priority"
    ATTEMPTS = "attempts"


@dataclass(frozen=True)
class Ahead:
    """A campaign that is served before this one."""

    campaign: Campaign
    waiting: int


@dataclass(frozen=True)
class Constraint:
    """One thing that holds the campaign back; without `ends_at` nobody can say until when."""

    why: Why
    ends_at: datetime | None = None
    people: int = 0  # whom it concerns, or who have used it up
    places: Sequence[rooms.Places] = ()
    ahead: Sequence[Ahead] = ()
    wave: Wave | None = None

    @property
    def holds_everyone(self) -> bool:
        """Whether nobody of the campaign is written to as long as it lasts."""
        return self.why not in (Why.PRIORITY, Why.ATTEMPTS)


def of(campaign: Campaign, pending: int, now: datetime) -> list[Constraint]:
    """List what holds back the `pending` people of a campaign now, in order.

    Empty where nobody waits, where the campaign is no longer or not yet to be sent, and where
    the next tick takes some of them.
    """
    if not pending or campaign.status not in (CampaignStatus.ACTIVE, CampaignStatus.PAUSED):
        return []
    found = [*_not_allowed(campaign), *_not_yet(campaign, now)]
    if campaign.status == CampaignStatus.ACTIVE:
        found += [
            *_wave(campaign, now),
            *_used_up(campaign, pending, now),
            *_attempts(campaign, now),
        ]
    return found


def _not_allowed(campaign: Campaign) -> Iterator[Constraint]:
    """Ask what a person, or WhatsApp, has to allow again."""
    sender, template = campaign.sender, campaign.message_template
    if fence.raised():
        yield Constraint(Why.FENCE)
    if campaign.status == CampaignStatus.PAUSED:
        yield Constraint(Why.PAUSED)
    if sender.status == SenderStatus.STOPPED:
        yield Constraint(Why.SENDER_STOPPED, sender.stopped_until)
    if template is not None and not template.is_approved:
        yield Constraint(Why.TEMPLATE)


def _not_yet(campaign: Campaign, now: datetime) -> Iterator[Constraint]:
    """Ask what passes with time."""
    window, sender = campaign.window, campaign.sender
    if campaign.start_date and campaign.start_date > campaign.date_of(now):
        before = window.opening(campaign.start_date) - timedelta(seconds=1)
        yield Constraint(Why.NOT_STARTED, window.next_opening(before))
    elif not window.is_open(now):
        yield Constraint(Why.HOURS, window.next_opening(now))
    if sender.slowed_until and sender.slowed_until > now:
        yield Constraint(Why.SENDER_SLOWED, sender.slowed_until)


def _wave(campaign: Campaign, now: datetime) -> Iterator[Constraint]:
    """Ask whether the outcomes of a few are waited for."""
    wave = waves.of(campaign)
    if wave and wave.is_full:
        rules = settings.safety().wave_rules
        yield Constraint(Why.WAVE, wave.decided_at(rules, now), wave.written_to, wave=wave)


def _used_up(campaign: Campaign, pending: int, now: datetime) -> Iterator[Constraint]:
    """Ask what others, or this campaign itself, have taken already."""
    spent = taken.on(campaign, campaign.date_of(now))
    if spent >= campaign.daily_send_limit:
        yield Constraint(Why.DAY_TAKEN, campaign.window.next_opening(now), spent)
    portfolio = campaign.sender.portfolio
    used = rooms.people_in_window(portfolio, now)
    room = room_left(portfolio.people_a_day, used)
    if room is None:
        return
    if room == 0:
        places = rooms.next_places(portfolio, used, now)
        yield Constraint(Why.ROOM, places[0].at if places else None, used, places)
    ahead = _ahead(campaign, now)
    if ahead and sum(one.waiting for one in ahead) + pending > room:
        yield Constraint(Why.PRIORITY, people=sum(one.waiting for one in ahead), ahead=ahead)


def _ahead(campaign: Campaign, now: datetime) -> list[Ahead]:
    """List the campaigns that may take the portfolio's room before this one does."""
    waiting = (
        select(func.sum(Tally.amount))
        .where(
            Tally.campaign_id == Campaign.id,
            Tally.day.is_(None),
            Tally.name == RecipientStatus.PENDING,
        )
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Campaign, waiting)
        .join(Sender)
        .where(
            Sender.portfolio_id == campaign.sender.portfolio_id,
            Campaign.status == CampaignStatus.ACTIVE,
            Campaign.priority < campaign.priority,
            waiting > 0,
        )
        .order_by(Campaign.priority, Campaign.activated_at, Campaign.id)
    )
    return [Ahead(other, int(people)) for other, people in rows if due.is_due(other, now)]


def _attempts(campaign: Campaign, now: datetime) -> Iterator[Constraint]:
    """Ask who has failed and waits for another attempt."""
    people, first = db.session.execute(
        select(func.count(), func.min(Recipient.next_attempt_at)).where(
            Recipient.campaign_id == campaign.id,
            Recipient.status == RecipientStatus.PENDING,
            Recipient.next_attempt_at > now,
        )
    ).one()
    if people:
        yield Constraint(Why.ATTEMPTS, first, people)
