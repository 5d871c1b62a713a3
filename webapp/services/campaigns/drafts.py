"""Drafts of campaigns: what the wizard saves, step by step."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete as delete_rows

from webapp.domain.campaigns import rules
from webapp.domain.campaigns.status import WORDS, CampaignStatus
from webapp.domain.messages import coded
from webapp.domain.translatable import N_
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.models import Campaign, CampaignCounter, Recipient
from webapp.services.accounts import audit
from webapp.services.background import locks
from webapp.services.campaigns import changes as campaign_changes
from webapp.services.campaigns import missed_starts, readiness
from webapp.services.planning import replanning


def create(
    campaign_id: uuid.UUID, details: Mapping[str, Any], timezone: str, actor: str
) -> Campaign:
    """Create a draft with this id; one that exists already is changed instead.

    Hours and zone may be in `details`; otherwise they are the default hours, in `timezone`.
    Raises WrongStatus if it exists and is not a draft any more, and InvalidInput if a value is
    not valid.
    """
    locks.lock_key(campaign_id)
    campaign = db.session.get(Campaign, campaign_id)
    if campaign is not None:
        change(campaign, details, actor)
        return campaign
    values = {
        "timezone": timezone,
        "window_opens": rules.DEFAULT_OPENS,
        "window_closes": rules.DEFAULT_CLOSES,
        **details,
    }
    campaign_changes.require_valid(values)
    campaign = Campaign(id=campaign_id, created_by=actor, **values)
    campaign_changes.require_end(campaign, values)
    db.session.add(campaign)
    db.session.flush()
    audit.note(actor, "campaign.create", f"campaign {campaign.id}", name=campaign.name)
    return campaign


def change(campaign: Campaign, changes: Mapping[str, Any], actor: str) -> None:
    """Save a step of the wizard. A sender of another account drops the message template.

    Raises WrongStatus unless the campaign is a draft.
    """
    require(campaign)
    campaign_changes.change(campaign, changes, actor)
    db.session.flush()
    db.session.expire(campaign, ["sender", "message_template"])
    template = campaign.message_template
    if template and template.waba_id != campaign.sender.waba_id:
        campaign.message_template = None
        campaign.variables = {}


def choose_template(campaign: Campaign, template_id: int, actor: str) -> None:
    """Set the message template; the variables of another template are dropped."""
    is_other = campaign.message_template_id != template_id
    variables = {} if is_other else campaign.variables
    change(campaign, {"message_template_id": template_id, "variables": variables}, actor)


def require(campaign: Campaign) -> None:
    """Raise WrongStatus unless the campaign is a draft."""
    if campaign.status != CampaignStatus.DRAFT:
        raise WrongStatus(
            N_(
                "%(name)s is %(status)s; it is no draft any more.",
                name=campaign.name,
                status=WORDS[campaign.status],
            ),
            campaign.status,
        )


def remove_recipients(campaign: Campaign, actor: str) -> None:
    """Remove the recipients who were added to the draft by number."""
    replanning.lock_campaign(campaign)
    require(campaign)
    db.session.execute(delete_rows(Recipient).where(Recipient.campaign_id == campaign.id))
    audit.note(actor, "campaign.remove_recipients", f"campaign {campaign.id}")


def delete(campaign: Campaign, actor: str) -> None:
    """Delete a draft and all that belongs to it.

    Raises WrongStatus for any other campaign, and NotFound if it was already deleted.
    """
    locks.lock_row(campaign, of=Campaign)
    if campaign.status != CampaignStatus.DRAFT:
        message = N_(
            "The campaign is %(status)s: only a draft can be deleted.",
            status=WORDS[campaign.status],
        )
        raise WrongStatus(message, campaign.status)
    missed_starts.close_incident(campaign.id)
    audit.note(actor, "campaign.delete", f"campaign {campaign.id}", name=campaign.name)
    db.session.delete(campaign)
    db.session.flush()
    db.session.query(CampaignCounter).filter(CampaignCounter.campaign_id == campaign.id).delete()


#: The attributes that a copy keeps.
COPIED_ATTRIBUTES = (
    "description",
    "sender_id",
    "message_template_id",
    "variables",
    "target_audience",
    "priority",
    "daily_send_limit",
    "initial_group",
    "timezone",
    "window_opens",
    "window_closes",
    "weekdays",
    "minimum_share",
    "warm_up_start",
    "warm_up_growth",
    "quiet_from",
    "quiet_until",
    "when_capped",
)


def duplicate(campaign: Campaign, copy_id: uuid.UUID, name: str, actor: str) -> Campaign:
    """Create a draft like the campaign, without its recipients; repeated, it is created once."""
    return copy(campaign, copy_id, {"name": name}, "campaign.duplicate", actor)


def copy(
    campaign: Campaign, copy_id: uuid.UUID, changes: Mapping[str, Any], action: str, actor: str
) -> Campaign:
    """Create a draft like the campaign, with the changes; one with this id is left as it is."""
    locks.lock_key(copy_id)
    existing = db.session.get(Campaign, copy_id)
    if existing is not None:
        return existing
    values = {name: getattr(campaign, name) for name in COPIED_ATTRIBUTES}
    draft = Campaign(id=copy_id, created_by=actor, **{**values, **changes})
    db.session.add(draft)
    db.session.flush()
    audit.note(actor, action, f"campaign {draft.id}", of=str(campaign.id))
    return draft


def obstacles(campaign: Campaign, people: int | None, lacking: Mapping[str, int]) -> dict[str, str]:
    """Return for each part of a draft why it cannot be sent.

    `people` is how many would get the message (None: very many), and `lacking` how many of them
    have no value for each variable: the draft's audience is not in the campaign yet.
    """
    checks = {
        **readiness.without_recipients(campaign),
        "variables": readiness.values_fault(campaign) or readiness.missing_values_fault(lacking),
        "recipients": "" if people != 0 else coded("campaigns.nobody_chosen"),
    }
    return {part: fault for part, fault in checks.items() if fault}
