"""Pausing and resuming all campaigns that one event concerns."""

from contextlib import suppress

from sqlalchemy import ColumnElement, select

from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.models import Campaign, Sender
from webapp.services.campaigns import lifecycle, template_changes
from webapp.services.planning import replanning

ACTOR = "system"


def pause_all(condition: ColumnElement[bool], reason: PauseReason) -> None:
    """Pause the active campaigns that match."""
    with replanning.once() as replan:
        for campaign in _matching(condition, Campaign.status == CampaignStatus.ACTIVE):
            with suppress(WrongStatus):  # another process was quicker
                lifecycle.pause(campaign, reason, ACTOR, replan=replan)


def resume_all(condition: ColumnElement[bool], reason: PauseReason) -> None:
    """Resume the campaigns that were paused for this reason, and for no other.

    One whose template has another text now stays paused, for that reason.
    """
    is_paused = Campaign.status == CampaignStatus.PAUSED
    with replanning.once() as replan:
        for campaign in _matching(condition, is_paused, Campaign.pause_reason == reason):
            if campaign.has_changed_template:
                template_changes.hold(campaign, replan)
                continue
            with suppress(WrongStatus):
                lifecycle.resume(campaign, ACTOR, replan)


def _matching(*conditions: ColumnElement[bool]) -> list[Campaign]:
    """Return the campaigns in the order in which all processes lock portfolios."""
    db.session.flush()
    campaigns = select(Campaign).join(Sender).where(*conditions)
    return list(db.session.scalars(campaigns.order_by(Sender.portfolio_id, Campaign.id)))
