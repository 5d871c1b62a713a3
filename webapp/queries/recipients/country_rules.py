"""The countries whose people a campaign leaves out."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.recipients import country_rules
from webapp.domain.recipients.country_rules import CountryRule
from webapp.domain.recipients.status import RecipientStatus, SkipReason
from webapp.extensions import db
from webapp.models import Campaign, Contact, Recipient
from webapp.queries.operations import settings


def blocked(
    campaign: Campaign, now: datetime, rules: Sequence[CountryRule] | None = None
) -> list[str]:
    """Return the countries that the campaign leaves out today, or on a later first day.

    Without a template, the rules for marketing hold. `rules` are the settings', if known already.
    """
    template, today = campaign.message_template, campaign.date_of(now)
    category = template.category if template else ""
    day = max(today, campaign.start_date) if campaign.start_date else today
    known = settings.country_rules() if rules is None else rules
    return country_rules.blocked(known, category, day)


def counts_of_added(campaign: Campaign, countries: Sequence[str], after: int = 0) -> dict[str, int]:
    """Return how many waiting recipients of the campaign, after a position, are in each country."""
    recipients = (
        select(Contact.country, func.count())
        .select_from(Recipient)
        .join(Contact, Contact.id == Recipient.contact_id)
        .where(
            Recipient.campaign_id == campaign.id,
            Recipient.status == RecipientStatus.PENDING,
            Recipient.position > after,
            Contact.country.in_(countries),
        )
        .group_by(Contact.country)
    )
    return dict(db.session.execute(recipients).all()) if countries else {}


def count_after(campaign: Campaign, after: int, now: datetime) -> int:
    """Return how many recipients after a position are, or will be, skipped for their country."""
    if campaign.status == CampaignStatus.DRAFT:
        return sum(counts_of_added(campaign, blocked(campaign, now), after).values())
    skipped = select(func.count()).where(
        Recipient.campaign_id == campaign.id,
        Recipient.status == RecipientStatus.SKIPPED,
        Recipient.skip_reason == SkipReason.COUNTRY_NOT_ALLOWED,
        Recipient.position > after,
    )
    return db.session.scalar(skipped) or 0
