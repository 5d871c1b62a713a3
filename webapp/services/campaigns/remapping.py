"""Accepting the new text of a template, and filling in its variables again."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import exists, select

from webapp import clock
from webapp.domain.campaigns.status import WORDS, CampaignStatus
from webapp.domain.messages import coded
from webapp.domain.recipients.status import RecipientStatus
from webapp.errors import InvalidInput, WrongStatus
from webapp.extensions import db
from webapp.models import Campaign, FormerMessage, MessageTemplate, Recipient
from webapp.services.accounts import audit
from webapp.services.campaigns import lifecycle, readiness
from webapp.services.planning import replanning
from webapp.services.recipients import frozen_values


def accept(campaign: Campaign, variables: Mapping[str, Any], actor: str) -> None:
    """Freeze the template's present text, with this mapping of its values, in a paused campaign.

    People who have got the former text keep it. Raises WrongStatus if there is nothing to accept,
    or if messages with the former text are on their way, and InvalidInput if a recipient has no
    value for a variable.
    """
    replanning.lock_campaign(campaign)
    template = _changed_template(campaign)
    db.session.add(
        FormerMessage(
            campaign_id=campaign.id,
            version=campaign.message_version,
            components=campaign.frozen_components,
            variables=campaign.variables,
            replaced_at=clock.now(),
        )
    )
    campaign.frozen_components = template.components
    campaign.variables = dict(variables)
    campaign.message_version += 1
    db.session.flush()
    frozen_values.refresh(campaign, Recipient.status == RecipientStatus.PENDING)
    frozen_values.skip_lacking(campaign)
    if fault := readiness.variables_fault(campaign):
        raise InvalidInput(lifecycle.NOT_YET, {"variables": fault})
    audit.note(actor, "campaign.remap", f"campaign {campaign.id}", version=campaign.message_version)


def refresh_returned(campaigns: Sequence[Campaign]) -> None:
    """Fill in the new text for people who got the former one and wait for another attempt."""
    for campaign in campaigns:
        if campaign.message_version > 1:
            frozen_values.refresh(
                campaign,
                Recipient.status == RecipientStatus.PENDING,
                Recipient.next_attempt_at.is_not(None),
                Recipient.message_version < campaign.message_version,
            )


def _changed_template(campaign: Campaign) -> MessageTemplate:
    """Return the template whose text can be accepted now."""
    template = campaign.message_template
    is_paused = campaign.status == CampaignStatus.PAUSED
    if template is None or not is_paused or not campaign.has_changed_template:
        message = coded("campaigns.no_new_text", status=WORDS[campaign.status])
        raise WrongStatus(message, campaign.status)
    on_their_way = exists().where(
        Recipient.campaign_id == campaign.id, Recipient.status == RecipientStatus.SENDING
    )
    if db.session.scalar(select(on_their_way)):
        raise WrongStatus(coded("campaigns.messages_on_their_way"), campaign.status)
    return template
