"""Conditions on columns and attributes as SQL: texts, numbers and dates."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Numeric, case, cast, false, func, not_, or_
from sqlalchemy import Text as SqlText

from webapp.domain.audiences.audience_filter import Condition
from webapp.domain.audiences.operators import DATE, NUMBER, PLAIN_NUMBER, Operator
from webapp.models import Contact

Text = ColumnElement[str]
Clause = ColumnElement[bool]


def holds(condition: Condition, now: datetime) -> Clause:
    """Return the condition on a column or attribute; a missing one is an empty text."""
    field, value = text_of(condition.field), condition.value
    match condition.operator:
        case Operator.LAST_DAYS:
            return _lately(field, value, now)
        case Operator.NOT_LAST_DAYS:
            return not_(_lately(field, value, now))
    return _TEXTS[condition.operator](field, value)


#: The fields that are columns; any other is an attribute.
_COLUMNS: dict[str, Text] = {
    "name": Contact.name.expression,
    "country": Contact.country.expression,
    "phone_number": func.coalesce(Contact.phone_number, ""),
    "subscription": cast(Contact.subscription, SqlText),
}


def text_of(name: str) -> Text:
    """Return the SQL for a field's value; "" where an attribute is missing."""
    if name in _COLUMNS:
        return _COLUMNS[name]
    value = Contact.attributes.op("->>", return_type=SqlText())
    return func.coalesce(value(name.removeprefix("attributes.")), "")


def _number(field: Text, written: str = NUMBER) -> ColumnElement[object]:
    """Return the value as a number, NULL for other texts; CASE protects the cast from those."""
    return case((field.regexp_match(f"^{written}$"), cast(field, Numeric)))


def _is(field: Text, value: str) -> Clause:
    same: Clause = func.lower(field) == func.lower(value)
    if not re.fullmatch(PLAIN_NUMBER, value):
        return same
    return or_(same, _known(_number(field, PLAIN_NUMBER) == cast(value, Numeric)))


def _day(field: Text) -> Text:
    """Return the value if it begins like a date: dates compare as texts do."""
    return case((field.regexp_match(f"^{DATE}"), func.left(field, 10))).collate("C")


def _lately(field: Text, days: str, now: datetime) -> Clause:
    """Return whether the value is one of the last days, today included, but not a later day."""
    since = (now - timedelta(days=int(days))).date()
    return _known(_day(field).between(since.isoformat(), now.date().isoformat()))


def _known(clause: ColumnElement[bool]) -> Clause:
    return func.coalesce(clause, false())


#: The condition of each operator on a text; a missing attribute is an empty one.
_TEXTS: dict[Operator, Callable[[Text, str], Clause]] = {
    Operator.IS: _is,
    Operator.IS_NOT: lambda field, value: not_(_is(field, value)),
    Operator.CONTAINS: lambda field, value: field.icontains(value, autoescape=True),
    Operator.STARTS_WITH: lambda field, value: field.istartswith(value, autoescape=True),
    Operator.IS_SET: lambda field, value: field != "",
    Operator.IS_NOT_SET: lambda field, value: field == "",
    Operator.AT_LEAST: lambda field, value: _known(_number(field) >= cast(value, Numeric)),
    Operator.AT_MOST: lambda field, value: _known(_number(field) <= cast(value, Numeric)),
    Operator.ON_OR_AFTER: lambda field, value: _known(_day(field) >= value),
    Operator.BEFORE: lambda field, value: _known(_day(field) < value),
}
