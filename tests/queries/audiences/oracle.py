"""The oracle: the meaning of a filter's words, without any SQL."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from webapp.domain.audiences.audience_filter import Condition, Group, Operator, parse


def is_selected(filter_: Any, person: Any, people: Any) -> bool:
    parsed = parse(filter_)
    held = [_part(condition, person, people) for condition in parsed.conditions]
    matches = (any if parsed.match == "any" else all)(held) if held else True
    return matches and not any(_holds(condition, person, people) for condition in parsed.exclude)


def _part(part: Any, person: Any, people: Any) -> bool:
    if isinstance(part, Group):
        held = [_holds(condition, person, people) for condition in part.conditions]
        return (any if part.match == "any" else all)(held)
    return _holds(part, person, people)


def _holds(condition: Condition, person: Any, people: Any) -> bool:
    if condition.operator in (Operator.INCLUDE, Operator.EXCLUDE):
        return (condition.value.lower() in _set(condition.field, person, people)) == (
            condition.operator == Operator.INCLUDE
        )
    if condition.field in ("created", "written", "read", "replied"):
        return _moment_holds(condition, getattr(person, condition.field), people.now)
    plain = condition.field.removeprefix("attributes.")
    if condition.operator in (Operator.LAST_DAYS, Operator.NOT_LAST_DAYS):
        is_late = _is_lately(
            person.attributes.get(plain, ""), int(condition.value), people.now.date()
        )
        return is_late == (condition.operator == Operator.LAST_DAYS)
    return _text_holds(condition, getattr(person, plain, None) or person.attributes.get(plain, ""))


def _is_lately(text: str, days: int, today: date) -> bool:
    if not re.match(r"\d{4}-\d{2}-\d{2}", text):
        return False
    return today - timedelta(days=days) <= date.fromisoformat(text[:10]) <= today


def _set(field: str, person: Any, people: Any) -> set[str]:
    happened = {
        "campaigns_got": person.written,
        "campaigns_delivered": person.delivered,
        "campaigns_read": person.read,
        "campaigns_failed": person.failed,
        "campaigns_unread": person.delivered and not person.read,
        "campaigns_replied": person.replied,
    }
    if field == "tags":
        return set(re.split(r"\s*,\s*", person.attributes.get("tags", "").lower()))
    if field == "files":
        return person.files
    return {people.campaign} if happened[field] else set()


def _moment_holds(condition: Condition, last: datetime | None, now: datetime) -> bool:
    match condition.operator:
        case Operator.IS_SET:
            return last is not None
        case Operator.IS_NOT_SET:
            return last is None
        case Operator.LAST_DAYS:
            return last is not None and last >= now - timedelta(days=int(condition.value))
        case Operator.NOT_LAST_DAYS:
            return last is None or last < now - timedelta(days=int(condition.value))
    day = datetime.fromisoformat(condition.value).replace(tzinfo=UTC)
    if last is None:
        return False
    return last >= day if condition.operator == Operator.ON_OR_AFTER else last < day


def _text_holds(condition: Condition, text: str) -> bool:
    low, value = text.lower(), condition.value.lower()
    is_number = re.fullmatch(r"-?\d+(\.\d+)?", text) is not None
    is_date = re.match(r"\d{4}-\d{2}-\d{2}", text) is not None
    answers = {
        Operator.IS: lambda: low == value or _is_same_number(text, value),
        Operator.IS_NOT: lambda: low != value and not _is_same_number(text, value),
        Operator.CONTAINS: lambda: value in low,
        Operator.STARTS_WITH: lambda: low.startswith(value),
        Operator.IS_SET: lambda: text != "",
        Operator.IS_NOT_SET: lambda: text == "",
        Operator.AT_LEAST: lambda: is_number and float(text) >= float(value),
        Operator.AT_MOST: lambda: is_number and float(text) <= float(value),
        Operator.ON_OR_AFTER: lambda: is_date and text[:10] >= value,
        Operator.BEFORE: lambda: is_date and text[:10] < value,
    }
    return answers[condition.operator]()


def _is_same_number(text: str, value: str) -> bool:
    """Return whether the numbers are equal, ignoring trailing zeros; leading zeros make a code."""
    plain = r"-?(0|[1-9]\d*)(\.\d+)?"
    are_plain = all(re.fullmatch(plain, number) for number in (text, value))
    return are_plain and float(text) == float(value)
