"""The draft that somebody left to upload a file for it, so that the import leads back to it."""

import uuid

from flask import request, session

from webapp.domain.campaigns.status import CampaignStatus
from webapp.extensions import db
from webapp.models import Campaign

_KEY = "draft_in_hand"


def note() -> None:
    """Keep in mind the draft that the address names; without one, the last stays."""
    if draft_id := request.args.get("draft", type=uuid.UUID):
        session[_KEY] = str(draft_id)


def find() -> Campaign | None:
    """Return the draft; None if there is none, or if it is no draft any more."""
    kept = session.get(_KEY)
    campaign = db.session.get(Campaign, uuid.UUID(kept)) if kept else None
    return campaign if campaign and campaign.status == CampaignStatus.DRAFT else None
