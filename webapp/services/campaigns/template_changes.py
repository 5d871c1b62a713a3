"""Campaigns whose template has another text at WhatsApp than the one that a user accepted."""

from contextlib import suppress

from sqlalchemy import ColumnElement, select

from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.messages import Message, coded
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.models import Campaign, CampaignKind, MessageTemplate, Sender
from webapp.services.campaigns import lifecycle
from webapp.services.planning import replanning
from webapp.services.planning.replanning import Replan

ACTOR = "system"


def hold_all(condition: ColumnElement[bool]) -> None:
    """Pause the active campaigns that match and whose frozen text is not the template's any more.

    Call it in the transaction that stores the template: nothing is claimed with an old text.
    """
    db.session.flush()
    differing = (
        select(Campaign)
        .join(MessageTemplate)
        .join(Sender)
        .where(
            Campaign.status == CampaignStatus.ACTIVE,
            Campaign.frozen_components != MessageTemplate.components,  # examples included
            condition,
        )
        .order_by(Sender.portfolio_id, Campaign.id)  # the order in which all processes lock
    )
    with replanning.once() as replan:
        for campaign in db.session.scalars(differing).all():
            if campaign.has_changed_template:
                hold(campaign, replan)


def hold(campaign: Campaign, replan: Replan = replanning.replan) -> None:
    """Pause the campaign, or keep it paused, until a user accepts the new text.

    A single message, which nobody can accept again, is cancelled.
    """
    with suppress(WrongStatus):  # another process was quicker
        if campaign.kind == CampaignKind.MESSAGE:
            lifecycle.cancel(campaign, ACTOR, replan)
        elif campaign.status == CampaignStatus.PAUSED:
            lifecycle.explain_pause(campaign, PauseReason.TEMPLATE_CHANGED, _why(campaign))
        else:
            reason = PauseReason.TEMPLATE_CHANGED
            lifecycle.pause(campaign, reason, ACTOR, _why(campaign), replan)


def _why(campaign: Campaign) -> Message:
    template = campaign.message_template
    return coded("campaigns.template_changed", template=template.label if template else "")
