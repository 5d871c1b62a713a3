"""Conditions of an audience as SQL; values are always bound, never part of the text."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, true

from webapp.domain.audience_fields import FieldKind, kind_of
from webapp.domain.audience_filter import AudienceFilter, Condition, Group
from webapp.queries import audience_events, audience_texts

Clause = ColumnElement[bool]


def matching(parsed: AudienceFilter, now: datetime) -> Clause:
    """Answer who meets the conditions; the exclusions are left to the caller."""
    return _joined(parsed.match, [_part(one, now) for one in parsed.conditions])


def excluded(parsed: AudienceFilter, now: datetime) -> list[Clause]:
    """Answer for each exclusion whom it leaves out."""
    return [_clause(one, now) for one in parsed.exclude]


def _part(part: Condition | Group, now: datetime) -> Clause:
    if isinstance(part, Condition):
        return _clause(part, now)
    return _joined(part.match, [_clause(one, now) for one in part.conditions])


def _joined(match: str, clauses: list[Clause]) -> Clause:
    return (or_ if match == "any" else and_)(*clauses) if clauses else true()


def _clause(condition: Condition, now: datetime) -> Clause:
    """Answer one condition: true or false for every contact, never unknown."""
    match kind_of(condition.field):
        case FieldKind.MOMENT:
            return audience_events.lately(condition, now)
        case FieldKind.SET:
            return audience_events.includes(condition)
    return audience_texts.holds(condition, now)
