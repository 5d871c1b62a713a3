"""Late work on a campaign, and starts that did not happen: staff see why."""

import uuid
from datetime import datetime, timedelta

from webapp import clock
from webapp.domain.messages import Message, coded
from webapp.errors import AppError
from webapp.models import Campaign
from webapp.services.background.claims import Claim
from webapp.services.operations import incidents

KIND = "not_started"

#: A task that waited longer is not done: the user may not expect it any more.
MAX_DELAY = timedelta(days=1)


class TooLate(AppError):
    """The work was due so long ago that the user may not expect it any more."""


def require_in_time(claim: Claim) -> None:
    """Raise TooLate if the work was due more than a day ago."""
    if claim.run_at < clock.now() - MAX_DELAY:
        moment = f"{claim.run_at:%Y-%m-%d %H:%M}"
        raise TooLate(coded("campaigns.too_late", moment=moment))


def open_incident(campaign: Campaign, reason: Message) -> None:
    """Show staff that the campaign is still a draft, although its start was requested."""
    message = coded("campaigns.not_started", name=campaign.name, why=reason)
    incidents.open_incident(KIND, _subject(campaign.id), message)


def close_incident(campaign_id: uuid.UUID) -> None:
    """End the incident: the campaign starts after all, or was deleted."""
    incidents.close_incident(KIND, _subject(campaign_id))


def close_old_incidents(now: datetime) -> None:
    """End incidents that were shown for long enough; the campaign's page still has the reason."""
    incidents.close_older(KIND, now - incidents.NOTICE_PERIOD)


def _subject(campaign_id: uuid.UUID) -> str:
    return f"campaign {campaign_id}"
