"""Conditions on events as SQL: times, campaigns, files, tags."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ARRAY, ColumnElement, and_, any_, func, not_, select, true
from sqlalchemy import Text as SqlText

from webapp.domain.audiences.audience_filter import Condition
from webapp.domain.audiences.operators import Operator
from webapp.domain.recipients.status import RecipientStatus
from webapp.models import Contact, ImportedContact, Recipient, Reply
from webapp.queries.audiences.attributes_sql import text_of

Clause = ColumnElement[bool]
Since = Callable[[datetime | None], Clause]


def _received(column: ColumnElement[datetime | None]) -> Since:
    """Return the condition that the contact has a recipient with the time, since then or ever."""

    def exists(since: datetime | None) -> Clause:
        statement = select(Recipient.id).where(Recipient.contact_id == Contact.id)
        return statement.where(column.is_not(None) if since is None else column >= since).exists()

    return exists


def _replied(since: datetime | None) -> Clause:
    statement = select(Reply.id).where(Reply.contact_id == Contact.id, Reply.is_answer)
    return (statement if since is None else statement.where(Reply.received_at >= since)).exists()


def _created(since: datetime | None) -> Clause:
    return true() if since is None else Contact.created_at >= since


_MOMENTS: dict[str, Since] = {
    "created": _created,
    "written": _received(Recipient.accepted_at.expression),
    "read": _received(Recipient.read_at.expression),
    "replied": _replied,
}


def compare_time(condition: Condition, now: datetime) -> Clause:
    """Return the condition on the latest time: it is since a date if any of the times is."""
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


def includes(condition: Condition) -> Clause:
    """Return the condition that the value is in the set, or is not."""
    is_in_set = _SETS[condition.field](condition.value)
    return is_in_set if condition.operator == Operator.INCLUDE else not_(is_in_set)


def _campaign(*stages: Clause) -> Callable[[str], Clause]:
    def exists(value: str) -> Clause:
        statement = select(Recipient.id).where(Recipient.contact_id == Contact.id)
        return statement.where(Recipient.campaign_id == uuid.UUID(value), *stages).exists()

    return exists


def _replied_to(value: str) -> Clause:
    statement = select(Reply.id).where(Reply.contact_id == Contact.id)
    return statement.where(Reply.campaign_id == uuid.UUID(value)).exists()


def has_tag(value: str) -> Clause:
    """Return the condition that the attribute with the tags, separated by commas, has this one."""
    tags = func.lower(text_of("tags"))
    each = func.regexp_split_to_array(tags, r"\s*,\s*", type_=ARRAY(SqlText))
    return func.lower(value) == any_(each)


def is_in_file(import_id: int, *conditions: Clause) -> Clause:
    """Return the condition that the contact is in the file; more conditions on the link."""
    statement = select(ImportedContact.contact_id).where(ImportedContact.contact_id == Contact.id)
    return statement.where(ImportedContact.import_id == import_id, *conditions).exists()


_SETS: dict[str, Callable[[str], Clause]] = {
    "tags": has_tag,
    "campaigns_got": _campaign(Recipient.accepted_at.is_not(None)),
    "campaigns_delivered": _campaign(Recipient.delivered_at.is_not(None)),
    "campaigns_failed": _campaign(Recipient.status == RecipientStatus.FAILED),
    "campaigns_read": _campaign(Recipient.read_at.is_not(None)),
    "campaigns_unread": _campaign(Recipient.delivered_at.is_not(None), Recipient.read_at.is_(None)),
    "campaigns_replied": _replied_to,
    "files": lambda value: is_in_file(int(value)),
}
