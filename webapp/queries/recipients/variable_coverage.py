"""How many of a draft's recipients have a value for each variable of its message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, false, func, or_, select

from webapp.domain.message_templates.sources import NAME, Attribute, InvalidValues
from webapp.domain.message_templates.value_texts import BLANKS, LINK, VISIBLE
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Campaign, Contact, Recipient
from webapp.queries.audiences import audiences

Countries = Sequence[str]


@dataclass(frozen=True)
class Coverage:
    """How many recipients have a value for one variable."""

    recipients: int = 0
    with_value: int = 0
    longest: int = 0  # characters
    links: int = 0  # whole links, where only the end of one fits

    @property
    def lacking(self) -> int:
        return self.recipients - self.with_value

    @property
    def percentage(self) -> float:
        return round(100 * self.with_value / self.recipients, 1) if self.recipients else 0.0

    def plus(self, others: "Coverage") -> "Coverage":
        """Return the coverage of these recipients and the others together."""
        return Coverage(
            self.recipients + others.recipients,
            self.with_value + others.with_value,
            max(self.longest, others.longest),
            self.links + others.links,
        )


def coverage(campaign: Campaign, countries: Countries = ()) -> dict[str, Coverage]:
    """Return the coverage of each variable that comes from the contact.

    Recipients in the countries, which are not allowed, are not counted, here and below.
    """
    variables = contact_variables(campaign)
    if not variables:
        return {}
    names = {key: source.attribute for key, source in variables.items()}
    added = _covered(_added(campaign, countries), _values_of_added(names))
    if campaign.target_audience is None:
        return added
    by_rule = _covered(_by_rule(campaign, countries), _values_by_rule(names))
    return {key: added[key].plus(by_rule[key]) for key in names}


def missing_counts(
    campaign: Campaign, known: Mapping[str, Coverage] | None = None, countries: Countries = ()
) -> dict[str, int]:
    """Return for each variable without a fallback how many recipients have no value."""
    strict = [key for key, source in contact_variables(campaign).items() if source.is_needed]
    reports = (known or coverage(campaign, countries)) if strict else {}
    return {key: reports[key].lacking for key in strict}


def count_skipped(campaign: Campaign, countries: Countries = ()) -> int:
    """Return the number of recipients who are skipped because they have no value."""
    names = {
        key: source.attribute for key, source in contact_variables(campaign).items() if source.skips
    }
    if not names:
        return 0
    recipients = _count_empty(_added(campaign, countries), _values_of_added(names))
    if campaign.target_audience is None:
        return recipients
    return recipients + _count_empty(_by_rule(campaign, countries), _values_by_rule(names))


def contact_variables(campaign: Campaign) -> dict[str, Attribute]:
    """Return the variables that come from the contact; none where the mapping is invalid."""
    try:
        sources = campaign.sources
    except InvalidValues:
        return {}
    return {key: source for key, source in sources.items() if isinstance(source, Attribute)}


Values = Mapping[str, ColumnElement[str]]


def _covered(recipients: Select[Any], values: Values) -> dict[str, Coverage]:
    columns: list[ColumnElement[Any]] = [func.count()]
    for key, value in values.items():
        is_whole = value.op("~")(LINK) if key.startswith("button.") else false()
        columns += [
            func.count().filter(value != ""),
            func.coalesce(func.max(func.length(value)), 0),
            func.count().filter(is_whole),
        ]
    row = db.session.execute(recipients.with_only_columns(*columns)).one()
    return {
        key: Coverage(row[0], *row[1 + 3 * place : 4 + 3 * place])
        for place, key in enumerate(values)
    }


def _count_empty(recipients: Select[Any], values: Values) -> int:
    is_empty = or_(*(value == "" for value in values.values()))
    return db.session.scalar(recipients.where(is_empty).with_only_columns(func.count())) or 0


def _added(campaign: Campaign, countries: Countries) -> Select[Any]:
    """Return the statement for recipients added by number who will be sent to."""
    recipients = select(Recipient.id).join(Contact, Recipient.contact_id == Contact.id)
    return recipients.where(
        Recipient.campaign_id == campaign.id,
        Recipient.status == RecipientStatus.PENDING,
        Contact.country.not_in(countries),
    )


def _by_rule(campaign: Campaign, countries: Countries) -> Select[Any]:
    """Return the statement for the other contacts of the audience's rule."""
    is_added = select(Recipient.id).where(
        Recipient.campaign_id == campaign.id, Recipient.contact_id == Contact.id
    )
    others = audiences.selected(campaign.target_audience or {})
    return others.where(~is_added.exists(), Contact.country.not_in(countries))


def _values_of_added(names: Mapping[str, str]) -> Values:
    """Return the values of added recipients: those given with the number win."""
    return {
        key: func.coalesce(func.nullif(_trimmed(Recipient.given.op("->>")(key)), ""), _stored(name))
        for key, name in names.items()
    }


def _values_by_rule(names: Mapping[str, str]) -> Values:
    return {key: _stored(name) for key, name in names.items()}


def _stored(name: str) -> ColumnElement[str]:
    stored = Contact.name.expression if name == NAME else Contact.attributes.op("->>")(name)
    return _trimmed(stored)


def _trimmed(value: ColumnElement[str]) -> ColumnElement[str]:
    """Return the value without blanks around it; "" where it shows nothing."""
    return case((value.op("~")(VISIBLE), func.btrim(value, BLANKS)), else_="")
