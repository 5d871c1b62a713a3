"""What happens next in a campaign, in words."""

from collections.abc import Callable
from datetime import datetime

from webapp import filters, labels
from webapp.domain.campaign_status import CampaignStatus
from webapp.domain.recipient_status import IN_HAND
from webapp.models import Campaign, SenderStatus
from webapp.queries import rooms, schedules
from webapp.queries.statistics import Statistics

Words = Callable[[Campaign, Statistics, datetime], str]


def sentence(campaign: Campaign, counted: Statistics, now: datetime) -> str:
    """Say what happens next, and why not now."""
    return _WORDS[campaign.status](campaign, counted, now)


def _draft(campaign: Campaign, counted: Statistics, now: datetime) -> str:
    return "Nobody has been written to. Continue the draft to choose what is missing."


def _active(campaign: Campaign, counted: Statistics, now: datetime) -> str:
    """Look at what may keep it waiting, the longest wait first."""
    in_hand = sum(counted.counts[status] for status in IN_HAND)
    if in_hand:
        return f"Being written to now: {filters.people(in_hand)}."
    if not counted.waiting:
        return "Everyone has been written to; it will be completed within a minute."
    if campaign.sender.status == SenderStatus.STOPPED:
        return f"Waits because the sender is stopped: {campaign.sender.stopped_reason}."
    if campaign.start_date and campaign.start_date > campaign.date_of(now):
        opening = campaign.window.opening(campaign.start_date)
        return f"Starts on {_at(opening, campaign)} with {_next_amount(campaign, now)}."
    if not campaign.window.is_open(now):
        return f"Outside its hours. Goes on at {_at(campaign.window.next_opening(now), campaign)}."
    return _waiting_in_hours(campaign, now)


def _waiting_in_hours(campaign: Campaign, now: datetime) -> str:
    taken = schedules.taken_on(campaign, campaign.date_of(now))
    if taken >= campaign.daily_send_limit:
        opening = _at(campaign.window.next_opening(now), campaign)
        return f"Today's amount, {filters.people(taken)}, is taken. Goes on at {opening}."
    portfolio = campaign.sender.portfolio
    if rooms.room_now(portfolio, now) == 0:
        return (
            f"Waits for room: {portfolio.name} may write to {portfolio.people_a_day or 0:,} "
            "different people in 24 hours, and all places are taken."
        )
    return f"Next, within a minute: {_next_amount(campaign, now)}."


def _paused(campaign: Campaign, counted: Statistics, now: datetime) -> str:
    why = labels.PAUSE_REASON[campaign.pause_reason] if campaign.pause_reason else "of a pause"
    return f"Paused because {why}. Waiting until it is resumed: {filters.people(counted.waiting)}."


def _completed(campaign: Campaign, counted: Statistics, now: datetime) -> str:
    ended = _at(campaign.completed_at, campaign) if campaign.completed_at else "an earlier day"
    return f"Everyone was written to. It ended on {ended}."


def _cancelled(campaign: Campaign, counted: Statistics, now: datetime) -> str:
    ended = _at(campaign.cancelled_at, campaign) if campaign.cancelled_at else "an earlier day"
    return f"Cancelled on {ended}. Written to before: {filters.people(counted.sent)}."


_WORDS: dict[CampaignStatus, Words] = {
    CampaignStatus.DRAFT: _draft,
    CampaignStatus.ACTIVE: _active,
    CampaignStatus.PAUSED: _paused,
    CampaignStatus.COMPLETED: _completed,
    CampaignStatus.CANCELLED: _cancelled,
}


def _next_amount(campaign: Campaign, now: datetime) -> str:
    return filters.people(schedules.next_amount(campaign.id, campaign.date_of(now)))


def _at(moment: datetime, campaign: Campaign) -> str:
    local = moment.astimezone(campaign.zone)
    return f"{local:%A} {filters.day(local.date())}, {local:%H:%M} ({campaign.timezone})"
