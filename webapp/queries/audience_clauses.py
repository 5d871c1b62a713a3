"""Conditions of an audience as SQL; values are always bound, never part of the text."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Numeric,
    and_,
    any_,
    case,
    cast,
    false,
    func,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy import (
    Text as SqlText,
)

from webapp.domain.audience_fields import FieldKind, kind_of
from webapp.domain.audience_filter import AudienceFilter, Condition, Group
from webapp.domain.audience_values import DATE, NUMBER, Operator
from webapp.domain.recipient_status import RecipientStatus
from webapp.models import Contact, ImportedContact, Recipient, Reply

Text = ColumnElement[str]
Clause = ColumnElement[bool]


def matching(parsed: AudienceFilter, now: datetime) -> Clause:
    """Answer who meets the conditions; the exclusions are left to the caller."""
    return _joined(parsed.match, [_part(one, now) for one in parsed.conditions])


def excluded(parsed: AudienceFilter, now: datetime) -> list[Clause]:
    """Answer for each exclusion whom it leaves out."""
    return [clause(one, now) for one in parsed.exclude]


def _part(part: Condition | Group, now: datetime) -> Clause:
    if isinstance(part, Condition):
        return clause(part, now)
    return _joined(part.match, [clause(one, now) for one in part.conditions])


def _joined(match: str, clauses: list[Clause]) -> Clause:
    return (or_ if match == "any" else and_)(*clauses) if clauses else true()


def clause(condition: Condition, now: datetime) -> Clause:
    """Answer one condition: true or false for every contact, never unknown."""
    match kind_of(condition.field):
        case FieldKind.MOMENT:
            return _moment(condition, now)
        case FieldKind.SET:
            found = _SETS[condition.field](condition.value)
            return found if condition.operator == Operator.INCLUDE else not_(found)
    field, value = _field(condition.field), condition.value
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
    "phone_number": Contact.phone_number.expression,
    "subscription": cast(Contact.subscription, SqlText),
}


def _field(name: str) -> Text:
    if name in _COLUMNS:
        return _COLUMNS[name]
    value = Contact.attributes.op("->>", return_type=SqlText())
    return func.coalesce(value(name.removeprefix("attributes.")), "")


def _number(field: Text) -> ColumnElement[object]:
    """The value as a number, NULL where it is none; CASE keeps the cast from other texts."""
    return case((field.regexp_match(f"^{NUMBER}$"), cast(field, Numeric)))


def _day(field: Text) -> Text:
    """The value if it begins as a date does: dates compare as texts do."""
    return case((field.regexp_match(f"^{DATE}"), func.left(field, 10))).collate("C")


def _lately(field: Text, days: str, now: datetime) -> Clause:
    """Whether the value is one of the last days, today included; days to come are none."""
    since = (now - timedelta(days=int(days))).date()
    return _known(_day(field).between(since.isoformat(), now.date().isoformat()))


def _known(clause: ColumnElement[bool]) -> Clause:
    return func.coalesce(clause, false())


#: What each operator asks of a text; an attribute that is missing is an empty one.
_TEXTS: dict[Operator, Callable[[Text, str], Clause]] = {
    Operator.IS: lambda field, value: func.lower(field) == func.lower(value),
    Operator.IS_NOT: lambda field, value: func.lower(field) != func.lower(value),
    Operator.CONTAINS: lambda field, value: field.icontains(value, autoescape=True),
    Operator.STARTS_WITH: lambda field, value: field.istartswith(value, autoescape=True),
    Operator.IS_SET: lambda field, value: field != "",
    Operator.IS_NOT_SET: lambda field, value: field == "",
    Operator.AT_LEAST: lambda field, value: _known(_number(field) >= cast(value, Numeric)),
    Operator.AT_MOST: lambda field, value: _known(_number(field) <= cast(value, Numeric)),
    Operator.ON_OR_AFTER: lambda field, value: _known(_day(field) >= value),
    Operator.BEFORE: lambda field, value: _known(_day(field) < value),
}

Since = Callable[[datetime | None], Clause]


def _received(column: ColumnElement[datetime | None]) -> Since:
    """Whether the person has a recipient with the moment, since then or ever."""

    def exists(since: datetime | None) -> Clause:
        found = select(Recipient.id).where(Recipient.contact_id == Contact.id)
        return found.where(column.is_not(None) if since is None else column >= since).exists()

    return exists


def _replied(since: datetime | None) -> Clause:
    found = select(Reply.id).where(Reply.contact_id == Contact.id)
    return (found if since is None else found.where(Reply.received_at >= since)).exists()


def _created(since: datetime | None) -> Clause:
    return true() if since is None else Contact.created_at >= since


_MOMENTS: dict[str, Since] = {
    "created": _created,
    "written": _received(Recipient.accepted_at.expression),
    "read": _received(Recipient.read_at.expression),
    "replied": _replied,
}


def _moment(condition: Condition, now: datetime) -> Clause:
    """Compare the last moment: it lies since then if any of them does."""
    happened, value = _MOMENTS[condition.field], condition.value
    match condition.operator:
        case Operator.IS_SET:
            return happened(None)
        case Operator.IS_NOT_SET:
            return not_(happened(None))
        case Operator.LAST_DAYS:
            return happened(now - timedelta(days=int(value)))
        case Operator.NOT_LAST_DAYS:
            return not_(happened(now - timedelta(days=int(value))))
    since = datetime.combine(date.fromisoformat(value), time(), UTC)
    if condition.operator == Operator.ON_OR_AFTER:
        return happened(since)
    return and_(happened(None), not_(happened(since)))


def _campaign(*stages: Clause) -> Callable[[str], Clause]:
    def exists(value: str) -> Clause:
        found = select(Recipient.id).where(Recipient.contact_id == Contact.id)
        return found.where(Recipient.campaign_id == uuid.UUID(value), *stages).exists()

    return exists


def _answered(value: str) -> Clause:
    found = select(Reply.id).where(Reply.contact_id == Contact.id)
    return found.where(Reply.campaign_id == uuid.UUID(value)).exists()


def has_tag(value: str) -> Clause:
    """One of the tags, which an attribute holds with commas between them."""
    tags = func.lower(_field("tags"))
    each = func.regexp_split_to_array(tags, r"\s*,\s*", type_=ARRAY(SqlText))
    return func.lower(value) == any_(each)


def _file(value: str) -> Clause:
    found = select(ImportedContact.contact_id).where(ImportedContact.contact_id == Contact.id)
    return found.where(ImportedContact.import_id == int(value)).exists()


_SETS: dict[str, Callable[[str], Clause]] = {
    "tags": has_tag,
    "campaigns_got": _campaign(Recipient.accepted_at.is_not(None)),
    "campaigns_delivered": _campaign(Recipient.delivered_at.is_not(None)),
    "campaigns_failed": _campaign(Recipient.status == RecipientStatus.FAILED),
    "campaigns_read": _campaign(Recipient.read_at.is_not(None)),
    "campaigns_unread": _campaign(Recipient.delivered_at.is_not(None), Recipient.read_at.is_(None)),
    "campaigns_replied": _answered,
    "files": _file,
}
