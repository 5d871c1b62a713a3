"""Storing the time zones of recipients, for campaigns with quiet hours."""

from sqlalchemy import ColumnElement, Select, TableValuedAlias, Text, cast, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY

from webapp.domain.contacts import phone_zones
from webapp.domain.translatable import N_
from webapp.errors import InvalidInput
from webapp.extensions import db
from webapp.models import Campaign, Contact, Recipient

#: The plus sign counts.
_PREFIX = 1 + phone_zones.DIGITS
#: With more recipients, quiet hours can't be turned on in a running campaign: each row is
#: rewritten, which takes a minute for a hundred thousand.
MAX_RECIPIENTS_AT_ONCE = 20_000

_FILL = text(
    """
    UPDATE campaign_recipients r SET time_zones = found.zones
    FROM unnest(CAST(:prefixes AS text[]), CAST(:zones AS text[])) AS found(prefix, zones)
    WHERE r.campaign_id = :campaign AND r.time_zones IS NULL
      AND left(r.phone_number, :length) = found.prefix
    """
)
_FILL_BY_COUNTRY = text(
    """
    UPDATE campaign_recipients r SET time_zones = found.zones
    FROM unnest(CAST(:countries AS text[]), CAST(:zones AS text[])) AS found(country, zones)
    JOIN contacts p ON p.country = found.country
    WHERE r.campaign_id = :campaign AND r.phone_number IS NULL AND r.time_zones IS NULL
      AND r.contact_id = p.id
    """
)


def prefix(number: ColumnElement[str]) -> ColumnElement[str]:
    """Return the SQL for the digits of a phone number that decide its zones."""
    return func.left(number, _PREFIX)


def table(campaign: Campaign, numbers: Select) -> TableValuedAlias | None:  # type: ignore[type-arg]
    """Return a table (prefix, zones) for these numbers; None without quiet hours."""
    if campaign.quiet_hours is None:
        return None
    by_prefix = _zones_by_prefix(numbers)
    arrays = [cast(list(part), ARRAY(Text)) for part in (by_prefix.keys(), by_prefix.values())]
    return func.unnest(*arrays).table_valued("prefix", "zones").render_derived(name="found")


def begin(campaign: Campaign) -> None:
    """Store the zones of a running campaign that has quiet hours from now on.

    Raises InvalidInput if that would take too long.
    """
    if campaign.quiet_hours is None:
        return
    unknown = select(Recipient.id).where(_is_unknown(campaign)).limit(MAX_RECIPIENTS_AT_ONCE + 1)
    people = db.session.scalar(select(func.count()).select_from(unknown.subquery())) or 0
    if people > MAX_RECIPIENTS_AT_ONCE:
        words = N_("Quiet hours can't be begun now: the campaign has too many people.")
        raise InvalidInput(words, {"quiet_from": words})
    fill(campaign)


def fill(campaign: Campaign) -> None:
    """Store the zones of recipients who have none yet, if the campaign has quiet hours."""
    if campaign.quiet_hours is None:
        return
    zones = _zones_by_prefix(select(Recipient.phone_number).where(_is_unknown(campaign)))
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
    fill_by_country(campaign)


def fill_by_country(campaign: Campaign) -> None:
    """Store the zones of recipients without a number: all those of their country."""
    if campaign.quiet_hours is None:
        return
    countries = db.session.scalars(
        select(Contact.country)
        .join(Recipient, Recipient.contact_id == Contact.id)
        .where(_is_unknown(campaign), Recipient.phone_number.is_(None))
        .distinct()
    ).all()
    if countries:
        zones = [phone_zones.of_country(country) for country in countries]
        params = {"campaign": campaign.id, "countries": countries, "zones": zones}
        db.session.execute(_FILL_BY_COUNTRY, params)


def _is_unknown(campaign: Campaign) -> ColumnElement[bool]:
    return (Recipient.campaign_id == campaign.id) & Recipient.time_zones.is_(None)


def _zones_by_prefix(numbers: Select) -> dict[str, str]:  # type: ignore[type-arg]
    """Return the zones of numbers by their first digits, each looked up once."""
    number = numbers.subquery().columns[0]
    begins = prefix(number)
    known = select(begins, func.min(number)).where(number.is_not(None))
    examples = db.session.execute(known.group_by(begins))
    return {key: phone_zones.of(example) for key, example in examples}
