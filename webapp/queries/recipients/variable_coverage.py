"""The values that a draft's people have for the variables of its message."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from webapp.domain.message_templates.sources import BLANKS, NAME, Attribute, InvalidValues
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Campaign, Contact, Recipient
from webapp.queries.audiences import audiences


@dataclass(frozen=True)
class Report:
    """What people have in the place of one variable."""

    people: int = 0
    with_value: int = 0
    longest: int = 0  # characters

    @property
    def lacking(self) -> int:
        return self.people - self.with_value

    @property
    def percentage(self) -> float:
        return round(100 * self.with_value / self.people, 1) if self.people else 0.0

    def and_of(self, others: "Report") -> "Report":
        """Answer the report of these people and the others together."""
        return Report(
            self.people + others.people,
            self.with_value + others.with_value,
            max(self.longest, others.longest),
        )


def report(campaign: Campaign) -> dict[str, Report]:
    """Tell for each variable that comes from the contact what the draft's people have."""
    wanted = attributes_of(campaign)
    if not wanted:
        return {}
    names = {key: source.attribute for key, source in wanted.items()}
    added = _asked(_added(campaign), _values_of_added(names))
    if campaign.target_audience is None:
        return added
    by_rule = _asked(_by_rule(campaign), _values_by_rule(names))
    return {key: added[key].and_of(by_rule[key]) for key in names}


def lacking(campaign: Campaign, found: Mapping[str, Report] | None = None) -> dict[str, int]:
    """Count for each variable without a fallback the people who keep it from being sent."""
    strict = [key for key, source in attributes_of(campaign).items() if source.is_needed]
    reports = (found or report(campaign)) if strict else {}
    return {key: reports[key].lacking for key in strict}


def left_out(campaign: Campaign) -> int:
    """Count the people who are left out because they lack a value."""
    names = {
        key: source.attribute for key, source in attributes_of(campaign).items() if source.skips
    }
    if not names:
        return 0
    people = _count_empty(_added(campaign), _values_of_added(names))
    if campaign.target_audience is None:
        return people
    return people + _count_empty(_by_rule(campaign), _values_by_rule(names))


def attributes_of(campaign: Campaign) -> dict[str, Attribute]:
    """Name the variables that come from the contact; none where their values can't be read."""
    try:
        sources = campaign.sources
    except InvalidValues:
        return {}
    return {key: source for key, source in sources.items() if isinstance(source, Attribute)}


Values = Mapping[str, ColumnElement[str]]


def _asked(people: Select[Any], values: Values) -> dict[str, Report]:
    columns: list[ColumnElement[Any]] = [func.count()]
    for value in values.values():
        columns += [
            func.count().filter(value != ""),
            func.coalesce(func.max(func.length(value)), 0),
        ]
    row = db.session.execute(people.with_only_columns(*columns)).one()
    return {
        key: Report(row[0], row[1 + 2 * place], row[2 + 2 * place])
        for place, key in enumerate(values)
    }


def _count_empty(people: Select[Any], values: Values) -> int:
    is_empty = or_(*(value == "" for value in values.values()))
    return db.session.scalar(people.where(is_empty).with_only_columns(func.count())) or 0


def _added(campaign: Campaign) -> Select[Any]:
    """Select those who were added by number and have not unsubscribed since."""
    people = select(Recipient.id).join(Contact, Recipient.contact_id == Contact.id)
    return people.where(
        Recipient.campaign_id == campaign.id, Recipient.status == RecipientStatus.PENDING
    )


def _by_rule(campaign: Campaign) -> Select[Any]:
    """Select the others, whom the audience's rule selects."""
    is_added = select(Recipient.id).where(
        Recipient.campaign_id == campaign.id, Recipient.contact_id == Contact.id
    )
    return audiences.selected(campaign.target_audience or {}).where(~is_added.exists())


def _values_of_added(names: Mapping[str, str]) -> Values:
    """A program may have given values with the people: they win."""
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
    return func.btrim(func.coalesce(value, ""), BLANKS)
