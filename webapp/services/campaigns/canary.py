"""Sending to a few recipients first: starting a canary, also after a pause."""

from datetime import datetime

from webapp.domain.campaigns.status import PauseReason
from webapp.models import Campaign
from webapp.queries.operations import settings


def begin(campaign: Campaign, size: int | None, now: datetime) -> None:
    """Allocate only `size` recipients until their outcomes are known; None: everyone."""
    campaign.canary_size = size
    campaign.canary_since = now if size else None


def resume(campaign: Campaign, reason: PauseReason | None, now: datetime) -> None:
    """Start a canary again if the cause of the pause may continue."""
    if reason in (PauseReason.TEMPLATE, PauseReason.TEMPLATE_CHANGED):
        begin(campaign, settings.safety().resumed_canary, now)
    elif reason == PauseReason.FAILURES and campaign.canary_size:
        begin(campaign, campaign.canary_size, now)
