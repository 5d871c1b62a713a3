"""Noting where recipients may live, for campaigns that keep quiet hours there."""

from sqlalchemy import func, select, text

from webapp.domain import phone_zones
from webapp.extensions import db
from webapp.models import Campaign, Recipient

#: The plus sign counts.
_PREFIX = 1 + phone_zones.DIGITS

_FILL = text(
    """
    UPDATE campaign_recipients r SET time_zones = found.zones
    FROM unnest(CAST(:prefixes AS text[]), CAST(:zones AS text[])) AS found(prefix, zones)
    WHERE r.campaign_id = :campaign AND r.time_zones IS NULL
      AND left(r.phone_number, :length) = found.prefix
    """
)


def fill(campaign: Campaign) -> None:
    """Note the zones of everyone who has none yet, where the campaign keeps quiet hours.

    Numbers that begin alike are looked up once, and written in one statement.
    """
    if campaign.quiet_hours is None:
        return
    prefix = func.left(Recipient.phone_number, _PREFIX)
    examples = db.session.execute(
        select(prefix, func.min(Recipient.phone_number))
        .where(Recipient.campaign_id == campaign.id, Recipient.time_zones.is_(None))
        .group_by(prefix)
    )
    zones = {begins: phone_zones.of(number) for begins, number in examples}
    if zones:
        db.session.execute(
            _FILL,
            {
                "campaign": campaign.id,
                "prefixes": list(zones),
                "zones": list(zones.values()),
                "length": _PREFIX,
            },
        )
