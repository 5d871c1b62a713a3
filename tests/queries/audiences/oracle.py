"""The oracle: the meaning of a filter's words, without any SQL."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from webapp.domain.audiences.audience_filter import Condition, Group, Operator, parse


def chosen(filter_: Any, person: Any, people: Any) -> bool:
    parsed = parse(filter_)
    held = [_part(one, person, people) for one in parsed.conditions]
    matches = (any if parsed.match == "any" else all)(held) if held else True
    return matches and not any(_holds(one, person, people) for one in parsed.exclude)


def _part(part: Any, person: Any, people: Any) -> bool:
    if isinstance(part, Group):
        held = [_holds(one, person, people) for one in part.conditions]
        return (any if part.match == "any" else all)(held)
    return _holds(part, person, people)


def _holds(one: Condition, person: Any, people: Any) -> bool:
    if one.operator in (Operator.INCLUDE, Operator.EXCLUDE):
        return (one.value.lower() in _set(one.field, person, people)) == (
            one.operator == Operator.INCLUDE
        )
    if one.field in ("created", "written", "read", "replied"):
        return _moment_holds(one, getattr(person, one.field), people.now)
    plain = one.field.removeprefix("attributes.")
    if one.operator in (Operator.LAST_DAYS, Operator.NOT_LAST_DAYS):
        is_late = _is_lately(person.attributes.get(plain, ""), int(one.value), people.now.date())
        return is_late == (one.operator == Operator.LAST_DAYS)
    return _text_holds(one, getattr(person, plain, None) or person.attributes.get(plain, ""))


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


def _moment_holds(one: Condition, last: datetime | None, now: datetime) -> bool:
    match one.operator:
        case Operator.IS_SET:
            return last is not None
        case Operator.IS_NOT_SET:
            return last is None
        case Operator.LAST_DAYS:
            return last is not None and last >= now - timedelta(days=int(one.value))
        case Operator.NOT_LAST_DAYS:
            return last is None or last < now - timedelta(days=int(one.value))
    day = datetime.fromisoformat(one.value).replace(tzinfo=UTC)
    if last is None:
        return False
    return last >= day if one.operator == Operator.ON_OR_AFTER else last < day


def _text_holds(one: Condition, text: str) -> bool:
    low, value = text.lower(), one.value.lower()
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
    return answers[one.operator]()


def _is_same_number(text: str, value: str) -> bool:
    """Return whether the numbers are equal, ignoring trailing zeros; leading zeros make a code."""
    plain = r"-?(0|[1-9]\d*)(\.\d+)?"
    return all(re.fullmatch(plain, one) for one in (text, value)) and float(text) == float(value)
