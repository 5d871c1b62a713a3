"""Messages that WhatsApp has taken and holds back, until it has seen how people take the first."""

import uuid
from datetime import datetime, timedelta

from webapp.domain.translatable import N_
from webapp.extensions import db
from webapp.models import Campaign
from webapp.services.operations import incidents

HELD = "messages_held"
#: WhatsApp sends or drops them within an hour, but for one time in a hundred. [D:pacing]
DECIDED_WITHIN = timedelta(hours=2)


def tell(campaign_id: uuid.UUID) -> None:
    """Tell staff that some of the campaign's messages are held back."""
    campaign = db.session.get_one(Campaign, campaign_id)
    message = N_(
        "%(name)s: WhatsApp holds some of the messages back and looks at how people take the first "
        "ones. Within an hour or so it sends them, or drops them and says so.",
        name=campaign.name,
    )
    incidents.open_incident(HELD, f"campaign {campaign_id}", message)


def stop_telling(now: datetime) -> None:
    """End what was told so long ago that it has been decided; it begins anew with new ones."""
    incidents.close_older(HELD, now - DECIDED_WITHIN)
