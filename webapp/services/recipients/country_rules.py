"""Leaving people out of a campaign whose country is not allowed, and letting them in again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update

from webapp.domain.recipients.status import RecipientStatus, SkipReason
from webapp.extensions import db
from webapp.models import Campaign, Contact, Recipient, Subscription
from webapp.queries.operations import settings
from webapp.queries.recipients import country_rules
from webapp.services.recipients import frozen_values, numbers, zones


def follow(campaigns: Sequence[Campaign], now: datetime) -> None:
    """Apply the rules where they have changed since they were applied to the campaign.

    Recipients who wait are skipped where their country is not allowed any more; those who were
    skipped for it wait again where it is. The caller holds the portfolio's lock.
    """
    rules = settings.country_rules() if campaigns else ()
    for campaign in campaigns:
        countries = country_rules.blocked(campaign, now, rules)
        if countries != campaign.blocked_countries:
            campaign.blocked_countries = countries
            _skip(campaign)
            _readmit(campaign)


def _skip(campaign: Campaign) -> None:
    db.session.execute(
        update(Recipient)
        .where(
            Recipient.campaign_id == campaign.id,
            Recipient.status == RecipientStatus.PENDING,
            Recipient.contact_id == Contact.id,
            Contact.country.in_(campaign.blocked_countries),
        )
        .values(
            status=RecipientStatus.SKIPPED,
            skip_reason=SkipReason.COUNTRY_NOT_ALLOWED,
            next_attempt_at=None,
        )
        .execution_options(synchronize_session=False)
    )


def _readmit(campaign: Campaign) -> None:
    """Let recipients wait again; their values, numbers and zones may have changed since."""
    readmitted = db.session.scalars(
        update(Recipient)
        .where(
            Recipient.campaign_id == campaign.id,
            Recipient.status == RecipientStatus.SKIPPED,
            Recipient.skip_reason == SkipReason.COUNTRY_NOT_ALLOWED,
            Recipient.contact_id == Contact.id,
            Contact.country.not_in(campaign.blocked_countries),
            Contact.subscription == Subscription.SUBSCRIBED,
        )
        .values(status=RecipientStatus.PENDING, skip_reason=None)
        .returning(Recipient.id)
        .execution_options(synchronize_session=False)
    ).all()
    if readmitted:
        numbers.refresh(Recipient.campaign_id == campaign.id)
        frozen_values.skip_lacking(campaign)
        zones.fill(campaign)
