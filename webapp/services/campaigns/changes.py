"""Changing a draft, or what may change in a running campaign."""

from collections.abc import Mapping

from webapp import clock
from webapp.domain.campaigns import rules, status
from webapp.domain.campaigns.status import WORDS, CampaignStatus
from webapp.domain.messages import coded, joined
from webapp.domain.translatable import N_
from webapp.errors import InvalidInput, WrongStatus
from webapp.models import OPTIONS, Campaign
from webapp.services.accounts import audit
from webapp.services.planning import replanning
from webapp.services.recipients import zones

#: What may change while a campaign is being sent.
RUNNING_CHANGES = {
    "name",
    "description",
    "priority",
    "daily_send_limit",
    "window_opens",
    "window_closes",
    "weekdays",
    *OPTIONS,
    "when_capped",
}


def require_valid(details: Mapping[str, object]) -> None:
    """Raise InvalidInput with each field of a campaign that is not valid."""
    if faults := rules.faults(details):
        raise InvalidInput(joined(faults.values()), faults)


def require_end(campaign: Campaign, changes: Mapping[str, object]) -> None:
    """Raise InvalidInput for a time without its day, and for a changed end that has passed.

    A draft may have any end; it is checked when the campaign is started.
    """
    if campaign.send_until and campaign.end_date is None:
        fault = coded("campaigns.until_without_day")
    elif (
        campaign.status in (CampaignStatus.ACTIVE, CampaignStatus.PAUSED)
        and changes.keys() & {"end_date", "send_until"}
        and campaign.has_ended_offer(clock.now())
    ):
        fault = coded("campaigns.ends_before_it_starts")
    else:
        return
    raise InvalidInput(fault, {"send_until": fault})


def change(campaign: Campaign, changes: Mapping[str, object], actor: str) -> None:
    """Set attributes of the campaign and plan again; the message of a draft only.

    Raises WrongStatus when the campaign has ended, or is running and the message would change,
    and InvalidInput where a value is not valid.
    """
    require_valid(changes)
    portfolio = replanning.lock_campaign(campaign)
    if campaign.status not in status.OPEN:
        raise WrongStatus(
            N_(
                "The campaign is %(status)s: it can't change.",
                status=WORDS[campaign.status],
            ),
            campaign.status,
        )
    frozen = sorted(changes.keys() - RUNNING_CHANGES)
    if campaign.status != CampaignStatus.DRAFT and frozen:
        message = N_(
            "The campaign has begun: %(frozen)s can't be changed any more.",
            frozen=", ".join(frozen),
        )
        raise WrongStatus(message, campaign.status)
    for name, value in changes.items():
        setattr(campaign, name, value)
    require_end(campaign, changes)
    if campaign.status != CampaignStatus.DRAFT:
        zones.begin(campaign)
    if campaign.status == CampaignStatus.ACTIVE:
        replanning.replan(portfolio, clock.now())
    audit.note(actor, "campaign.change", f"campaign {campaign.id}", changed=sorted(changes))
