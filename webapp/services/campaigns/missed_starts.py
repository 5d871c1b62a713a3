"""Starts that somebody asked for and that did not come about: staff are told why."""

import uuid
from datetime import datetime

from webapp.domain.messages import Message, coded
from webapp.models import Campaign
from webapp.services.operations import incidents

KIND = "not_started"


def tell(campaign: Campaign, why: Message) -> None:
    """Tell staff that the campaign is still a draft, though its start was asked for."""
    message = coded("campaigns.not_started", name=campaign.name, why=why)
    incidents.open_incident(KIND, _subject(campaign.id), message)


def forget(campaign_id: uuid.UUID) -> None:
    """Tell no more: it starts after all, or is there no more."""
    incidents.close_incident(KIND, _subject(campaign_id))


def stop_telling(now: datetime) -> None:
    """End what was told for long enough; the campaign's own page goes on to say it."""
    incidents.close_older(KIND, now - incidents.NOTICE_PERIOD)


def _subject(campaign_id: uuid.UUID) -> str:
    return f"campaign {campaign_id}"
