"""The values of a message's variables, frozen with each recipient."""

from sqlalchemy import ColumnElement, SQLColumnExpression, case, func, literal, or_, update
from sqlalchemy.dialects.postgresql import JSONB

from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.message_templates.sources import NAME, Attribute
from webapp.domain.message_templates.value_texts import BLANKS, VISIBLE
from webapp.domain.recipients.status import RecipientStatus, SkipReason
from webapp.extensions import db
from webapp.models import Campaign, Contact, Recipient


def refresh(campaign: Campaign, *conditions: ColumnElement[bool]) -> None:
    """Store the values of all recipients again, or only of those that match the conditions."""
    values = values_sql(campaign, Contact.name, Contact.attributes).op("||")(
        func.coalesce(Recipient.given, literal({}, JSONB))
    )
    db.session.execute(
        update(Recipient)
        .where(
            Recipient.campaign_id == campaign.id,
            Recipient.contact_id == Contact.id,
            Recipient.variables != values,
            *conditions,
        )
        .values(variables=values)
        .execution_options(synchronize_session=False)
    )


def skip_lacking(campaign: Campaign) -> None:
    """Skip waiting recipients without a value, for variables that skip those."""
    keys = [
        key
        for key, source in campaign.sources.items()
        if isinstance(source, Attribute) and source.skips
    ]
    if not keys:
        return
    empty = [func.coalesce(Recipient.variables.op("->>")(key), "") == "" for key in keys]
    db.session.execute(
        update(Recipient)
        .where(
            Recipient.campaign_id == campaign.id,
            Recipient.status == RecipientStatus.PENDING,
            or_(*empty),
        )
        .values(
            status=RecipientStatus.SKIPPED,
            skip_reason=SkipReason.LACKS_VALUE,
            next_attempt_at=None,
        )
        .execution_options(synchronize_session=False)
    )


def values_sql(
    campaign: Campaign,
    name: SQLColumnExpression[str],
    attributes: SQLColumnExpression[dict[str, str]],
) -> SQLColumnExpression[dict[str, str]]:
    """Return the SQL for one contact's values of the variables that come from attributes.

    A draft's message may still change: its values are filled by `refresh` at activation.
    """
    if campaign.status == CampaignStatus.DRAFT:
        return literal({}, JSONB)
    pairs: list[SQLColumnExpression[str]] = []
    for key, source in campaign.sources.items():
        if isinstance(source, Attribute):
            pairs += [literal(key), _value(source, name, attributes)]
    return func.jsonb_strip_nulls(func.jsonb_build_object(*pairs))


def _value(
    source: Attribute,
    name: SQLColumnExpression[str],
    attributes: SQLColumnExpression[dict[str, str]],
) -> SQLColumnExpression[str]:
    """Return in SQL what `sources.value_for` returns in Python."""
    stored = name if source.attribute == NAME else attributes.op("->>")(source.attribute)
    one_line = func.btrim(func.regexp_replace(stored, f"[{BLANKS}]+", " ", "g"))
    return func.coalesce(case((one_line.op("~")(VISIBLE), one_line)), source.fallback)
