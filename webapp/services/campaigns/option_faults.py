"""What is wrong with what a campaign asks for besides."""

from webapp import clock
from webapp.domain.contacts import phone_zones
from webapp.domain.translatable import N_
from webapp.models import Campaign
from webapp.queries.recipients import zones


def of(campaign: Campaign) -> dict[str, str]:
    """Say for each option what keeps the campaign from being sent; "" where nothing does."""
    return {
        "latest_start_date": _before_the_first_day(campaign, "latest_start_date"),
        "end_date": _before_the_first_day(campaign, "end_date"),
        "minimum_share": _minimum_fault(campaign),
        "quiet_hours": _quiet_fault(campaign),
    }


def _before_the_first_day(campaign: Campaign, name: str) -> str:
    chosen, first = getattr(campaign, name), campaign.start_date
    if chosen is None or chosen >= (first or campaign.date_of(clock.now())):
        return ""
    return N_("%(day)s comes before the first day; choose a later one.", day=chosen)


def _minimum_fault(campaign: Campaign) -> str:
    limit = campaign.daily_send_limit
    if campaign.minimum_share is None or campaign.minimum_share <= limit:
        return ""
    return N_(
        "At least %(least)s people a day are more than the daily limit, %(limit)s.",
        least=campaign.minimum_share,
        limit=limit,
    )


def _quiet_fault(campaign: Campaign) -> str:
    """Ask, of the people who have been added, whether the hours leave time to write to each."""
    quiet = campaign.quiet_hours
    if quiet is None:
        return ""
    now = clock.now()
    for group in zones.waiting(campaign) or [""]:
        where = phone_zones.zones(group, campaign.zone)
        if quiet.next_moment(now, where, campaign.window) is None:
            places = ", ".join(zone.key.replace("_", " ") for zone in where)
            return N_("The hours leave no time to write to people in %(places)s.", places=places)
    return ""
