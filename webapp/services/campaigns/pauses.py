"""Pausing and resuming campaigns together, where one thing concerns all of them."""

from contextlib import suppress

from sqlalchemy import ColumnElement, select

from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.models import Campaign, Sender
from webapp.services.campaigns import lifecycle
from webapp.services.planning import replanning

ACTOR = "system"


def pause_all(which: ColumnElement[bool], reason: PauseReason) -> None:
    """Pause those that are active."""
    with replanning.once() as replan:
        for campaign in _found(which, Campaign.status == CampaignStatus.ACTIVE):
            with suppress(WrongStatus):  # someone else was quicker
                lifecycle.pause(campaign, reason, ACTOR, replan=replan)


def resume_all(which: ColumnElement[bool], reason: PauseReason) -> None:
    """Let those go on that were paused for this reason, and for no other."""
    is_paused = Campaign.status == CampaignStatus.PAUSED
    with replanning.once() as replan:
        for campaign in _found(which, is_paused, Campaign.pause_reason == reason):
            with suppress(WrongStatus):
                lifecycle.resume(campaign, ACTOR, replan)


def _found(*which: ColumnElement[bool]) -> list[Campaign]:
    """Find them in the order in which everyone locks their portfolios."""
    db.session.flush()
    found = select(Campaign).join(Sender).where(*which)
    return list(db.session.scalars(found.order_by(Sender.portfolio_id, Campaign.id)))
