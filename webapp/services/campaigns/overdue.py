"""Campaigns whose dates passed before they started, or before they were complete."""

from collections.abc import Sequence
from datetime import datetime

from webapp.domain.campaigns.status import PauseReason
from webapp.domain.messages import Message, coded
from webapp.models import Campaign
from webapp.queries.planning import eligibility, schedules
from webapp.services.campaigns import lifecycle

ACTOR = "system"


def end_offers(open_campaigns: Sequence[Campaign], now: datetime) -> None:
    """Skip everyone who waits in the active and paused campaigns whose offer has ended."""
    for campaign in open_campaigns:
        if campaign.has_ended_offer(now):
            lifecycle.end_offer(campaign)


def pause(active: Sequence[Campaign], now: datetime) -> None:
    """Pause the overdue campaigns until a user decides; under the lock.

    One in which no recipient waits is about to be completed, and is left alone.
    """
    late = [campaign for campaign in active if eligibility.is_overdue(campaign, now)]
    waiting = schedules.pending_counts(late) if late else {}
    for campaign in late:
        if people := waiting.get(campaign.id, 0):
            lifecycle.pause(campaign, *_why(campaign, people, now))


def _why(campaign: Campaign, people: int, now: datetime) -> tuple[PauseReason, str, Message]:
    if campaign.end_date and campaign.end_date < campaign.date_of(now):
        words = coded("campaigns.last_day_over", day=campaign.end_date.isoformat(), people=people)
        return PauseReason.LAST_DAY, ACTOR, words
    words = coded("campaigns.first_day_over", day=str(campaign.latest_start_date), people=people)
    return PauseReason.OVERDUE, ACTOR, words
