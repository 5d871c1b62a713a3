"""Whom a draft would write to: from the audience's rule down to the people who are left."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, literal, select

from webapp.domain import variable_values
from webapp.domain.variable_values import NAME, Attribute, InvalidValues
from webapp.extensions import db
from webapp.models import Campaign, Contact, Recipient
from webapp.queries import audiences, patience, statistics


@dataclass(frozen=True)
class Reach:
    """The counts of a draft's people; `people` is whoever is left to be written to."""

    matching: int = 0  # whom the audience's rule selects
    unsubscribed: int = 0  # of them
    added_already: int = 0  # of them, by number
    added: int = 0  # by number, or by a program

    @property
    def people(self) -> int:
        return self.matching - self.unsubscribed - self.added_already + self.added


def of(campaign: Campaign) -> Reach:
    """Count whom the campaign would write to if it were activated now."""
    added = statistics.of(campaign.id).total
    if campaign.target_audience is None:
        return Reach(added=added)
    everyone = audiences.selected(campaign.target_audience, subscribed_only=False)
    subscribed = Contact.subscription == "subscribed"
    matching, agreed, overlap = db.session.execute(
        everyone.with_only_columns(
            func.count(),
            func.count().filter(subscribed),
            func.count().filter(subscribed, _is_added(campaign)) if added else literal(0),
        )
    ).one()
    return Reach(matching, matching - agreed, overlap, added)


def in_time(campaign: Campaign) -> tuple[int | None, Mapping[str, int]]:
    """Count whom the campaign would write to, and who lacks a value; None where that takes long."""
    counted = patience.within(audiences.PATIENCE, lambda: (of(campaign).people, lacking(campaign)))
    return counted or (None, {})


def sample(campaign: Campaign) -> list[int]:
    """Name some of the people whom the audience's rule selects by their ids."""
    return [] if campaign.target_audience is None else audiences.sample(campaign.target_audience)


def lacking(campaign: Campaign) -> dict[str, int]:
    """Count for each variable without a fallback the people who would read nothing there."""
    template = campaign.message_template
    if template is None:
        return {}
    try:
        sources = variable_values.parse(campaign.variables, template.variables)
    except InvalidValues:
        return {}
    wanted = {
        key: source.attribute
        for key, source in sources.items()
        if isinstance(source, Attribute) and source.fallback is None
    }
    if not wanted:
        return {}
    counted = Counter(_lacking_of_added(campaign, wanted))
    counted.update(_lacking_of_audience(campaign, wanted))
    return dict(counted)


def _lacking_of_added(campaign: Campaign, wanted: Mapping[str, str]) -> dict[str, int]:
    """Ask those who were added by number; a program may have given values with them."""
    given = {key: Recipient.given.op("->>")(key) for key in wanted}
    empty = [
        _is_empty(given[key]) & _is_empty(_stored(attribute)) for key, attribute in wanted.items()
    ]
    people = select(func.count(), *(func.count().filter(one) for one in empty))
    people = people.select_from(Recipient).join(Contact, Recipient.contact_id == Contact.id)
    row = db.session.execute(people.where(Recipient.campaign_id == campaign.id)).one()
    return dict(zip(wanted, row[1:], strict=True))


def _lacking_of_audience(campaign: Campaign, wanted: Mapping[str, str]) -> dict[str, int]:
    """Ask the others, whom the audience's rule selects."""
    if campaign.target_audience is None:
        return {}
    empty = [_is_empty(_stored(attribute)) for attribute in wanted.values()]
    chosen = audiences.selected(campaign.target_audience).where(~_is_added(campaign))
    counts = chosen.with_only_columns(func.count(), *(func.count().filter(one) for one in empty))
    row = db.session.execute(counts).one()
    return dict(zip(wanted, row[1:], strict=True))


def _is_added(campaign: Campaign) -> ColumnElement[bool]:
    return (
        select(Recipient.id)
        .where(Recipient.campaign_id == campaign.id, Recipient.contact_id == Contact.id)
        .exists()
    )


def _stored(attribute: str) -> ColumnElement[str]:
    return Contact.name.expression if attribute == NAME else Contact.attributes.op("->>")(attribute)


def _is_empty(value: ColumnElement[str]) -> ColumnElement[bool]:
    return func.btrim(func.coalesce(value, "")) == ""
