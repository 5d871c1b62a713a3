"""Conditions of an audience as SQL; values are always bound, never part of the text."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, true

from webapp.domain.audiences.audience_filter import AudienceFilter, Condition, Group
from webapp.domain.audiences.fields import FieldKind, kind_of
from webapp.queries.audiences import attributes_sql, events_sql

Clause = ColumnElement[bool]


def matching(parsed: AudienceFilter, now: datetime) -> Clause:
    """Return the clause of the conditions; the exclusions are left to the caller."""
    return _joined(parsed.match, [_part(part, now) for part in parsed.conditions])


def excluded(parsed: AudienceFilter, now: datetime) -> list[Clause]:
    """Return the clause of each exclusion."""
    return [_clause(condition, now) for condition in parsed.exclude]


def _part(part: Condition | Group, now: datetime) -> Clause:
    if isinstance(part, Condition):
        return _clause(part, now)
    return _joined(part.match, [_clause(condition, now) for condition in part.conditions])


def _joined(match: str, clauses: list[Clause]) -> Clause:
    return (or_ if match == "any" else and_)(*clauses) if clauses else true()


def _clause(condition: Condition, now: datetime) -> Clause:
    """Return the clause of one condition: true or false for every contact, never null."""
    match kind_of(condition.field):
        case FieldKind.MOMENT:
            return events_sql.compare_time(condition, now)
        case FieldKind.SET:
            return events_sql.includes(condition)
    return attributes_sql.holds(condition, now)
