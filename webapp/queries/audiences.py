"""Choosing contacts by a filter."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true

from webapp.domain.audience_filter import Condition, Operator, parse
from webapp.extensions import db
from webapp.models import Contact, Subscription


def selected(filter_: Mapping[str, Any], *, subscribed_only: bool = True) -> Select[Contact]:
    """Select the contacts whom the filter matches; never anyone who unsubscribed, unless asked.

    Raises InvalidFilter.
    """
    parsed = parse(filter_)
    clauses = [_clause(condition) for condition in parsed.conditions]
    matching = (or_ if parsed.match == "any" else and_)(*clauses) if clauses else true()
    chosen = select(Contact).where(matching)
    if subscribed_only:
        return chosen.where(Contact.subscription == Subscription.SUBSCRIBED)
    return chosen


def count(filter_: Mapping[str, Any], *, subscribed_only: bool = True) -> int:
    """Count the contacts whom the filter selects."""
    chosen = selected(filter_, subscribed_only=subscribed_only).with_only_columns(Contact.id)
    return db.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0


Clause = Callable[[ColumnElement[str], str], ColumnElement[bool]]

#: What each operator asks of the field; an attribute that is missing is an empty text.
_CLAUSES: dict[Operator, Clause] = {
    Operator.IS: lambda field, value: func.lower(field) == value.lower(),
    Operator.IS_NOT: lambda field, value: func.lower(field) != value.lower(),
    Operator.CONTAINS: lambda field, value: field.icontains(value, autoescape=True),
    Operator.STARTS_WITH: lambda field, value: field.istartswith(value, autoescape=True),
    Operator.IS_SET: lambda field, value: field != "",
    Operator.IS_NOT_SET: lambda field, value: field == "",
}


def _clause(condition: Condition) -> ColumnElement[bool]:
    return _CLAUSES[condition.operator](_field(condition.field), condition.value)


#: The fields that are columns; any other is an attribute.
_COLUMNS = {"name": Contact.name, "country": Contact.country, "phone_number": Contact.phone_number}


def _field(name: str) -> ColumnElement[str]:
    if name in _COLUMNS:
        return _COLUMNS[name].expression
    return func.coalesce(Contact.attributes.op("->>")(name.removeprefix("attributes.")), "")
