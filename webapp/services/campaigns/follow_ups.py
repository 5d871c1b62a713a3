"""Creating a follow-up: a campaign for a group of another campaign's recipients."""

import uuid

from webapp.domain.campaigns import follow_up
from webapp.domain.campaigns.follow_up import FollowUp
from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.translatable import N_
from webapp.errors import WrongStatus
from webapp.models import Campaign
from webapp.services.campaigns import drafts


def create(
    campaign: Campaign, group: FollowUp, name: str, draft_id: uuid.UUID, actor: str
) -> Campaign:
    """Create a draft for the group of the campaign's recipients; repeated, it is created once.

    Its audience is a rule: contacts who unsubscribe, read or reply before the draft is sent are
    left out. Raises WrongStatus if the campaign has not started.
    """
    if campaign.status == CampaignStatus.DRAFT:
        raise WrongStatus(N_("The campaign has written to nobody yet."), campaign.status)
    changes = {
        "name": name,
        "target_audience": follow_up.audience(group, campaign.id, campaign.name),
        "follows_id": campaign.id,
        "follows_group": group,
    }
    return drafts.copy(campaign, draft_id, changes, "campaign.follow_up", actor)
