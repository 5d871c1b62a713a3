"""Beginning with a few people: how many of a campaign may be taken while a wave is on."""

from datetime import datetime

from webapp.domain.campaigns.status import PauseReason
from webapp.models import Campaign
from webapp.queries.campaigns import canary
from webapp.queries.operations import settings


def begin(campaign: Campaign, size: int | None, now: datetime) -> None:
    """Let only so many people be taken until their outcomes are known; None: everyone."""
    campaign.canary_size = size
    campaign.canary_since = now if size else None


def resume(campaign: Campaign, reason: PauseReason | None, now: datetime) -> None:
    """Begin with a few again where the pause was for something that may not be over."""
    if reason == PauseReason.TEMPLATE:
        begin(campaign, settings.safety().resumed_wave, now)
    elif reason == PauseReason.FAILURES and campaign.canary_size:
        begin(campaign, campaign.canary_size, now)


def allowance(campaign: Campaign, wanted: int) -> int:
    """Answer how many of the people who could be taken now the present wave lets through."""
    if campaign.canary_size is None:
        return wanted
    return max(0, min(wanted, campaign.canary_size - canary.taken(campaign)))
