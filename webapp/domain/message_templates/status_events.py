"""What an event about a template's status says: its effect on sending, and the words for staff."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from webapp.domain.messages import Message, coded, joined
from webapp.domain.moments import from_seconds

#: The event after which nothing changes yet: people complain, and WhatsApp may disable it.
FLAGGED = "FLAGGED"
#: Events with another name than the status that follows. [D:tsu]
_STATUS_AFTER = {"REINSTATED": "APPROVED", "UNARCHIVED": "APPROVED"}

_REASONS = {
    "ABUSIVE_CONTENT": coded("message_templates.because_abusive"),
    "INCORRECT_CATEGORY": coded("message_templates.because_category"),
    "CATEGORY_NOT_AVAILABLE": coded("message_templates.because_category"),
    "TAG_CONTENT_MISMATCH": coded("message_templates.because_category"),
    "INVALID_FORMAT": coded("message_templates.because_format"),
    "PROMOTIONAL": coded("message_templates.because_promotional"),
    "SCAM": coded("message_templates.because_scam"),
}
_PAUSES = {
    "FIRST_PAUSE": coded("message_templates.first_pause"),
    "SECOND_PAUSE": coded("message_templates.second_pause"),
    "RATE_LIMITING_PAUSE": coded("message_templates.rate_pause"),
}
#: What staff can do about each status that stops sending.
_ADVICE = {
    "ARCHIVED": coded("message_templates.advice_archived"),
    "DELETED": coded("message_templates.advice_deleted"),
    "DISABLED": coded("message_templates.advice_disabled"),
    "IN_APPEAL": coded("message_templates.advice_in_appeal"),
    "LIMIT_EXCEEDED": coded("message_templates.advice_limit_exceeded"),
    "LOCKED": coded("message_templates.advice_locked"),
    "PAUSED": coded("message_templates.advice_paused"),
    "PENDING": coded("message_templates.advice_pending"),
    "PENDING_DELETION": coded("message_templates.advice_pending_deletion"),
    "REJECTED": coded("message_templates.advice_rejected"),
}


def status_after(event: str, known: str) -> str:
    """Return a template's status after an event about it.

    >>> status_after("REINSTATED", "DISABLED"), status_after("FLAGGED", "APPROVED")
    ('APPROVED', 'APPROVED')
    """
    return known if event in ("", FLAGGED) else _STATUS_AFTER.get(event, event)


def advice(status: str) -> Message:
    """Return what staff can do about a status that stops sending."""
    return _ADVICE.get(status, coded("webhook.look_at_account"))


def details(value: Mapping[str, Any]) -> Message | None:
    """Return why WhatsApp changed the status, as the event says it; None if it says nothing."""
    parts = list(_details(value))
    return joined(parts) if parts else None


def disabled_at(value: Mapping[str, Any]) -> datetime | None:
    """Return when WhatsApp disables the template, which it writes as a text of seconds."""
    return from_seconds(_inner(value, "disable_info").get("disable_date"))


def _details(value: Mapping[str, Any]) -> Iterator[Message]:
    reason, other = str(value.get("reason") or "NONE"), _inner(value, "other_info")
    if reason != "NONE":
        yield _REASONS.get(reason, _said(reason))
    for key in ("reason", "recommendation"):
        if text := _inner(value, "rejection_info").get(key):
            yield _said(text)
    title = str(other.get("title") or "")
    if title in _PAUSES:
        yield _PAUSES[title]
    elif text := other.get("description"):
        yield _said(text)
    if moment := disabled_at(value):
        yield coded("message_templates.disabled_on", day=moment.date())


def _said(text: object) -> Message:
    return coded("message_templates.whatsapp_says", text=str(text)[:500])


def _inner(value: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    part = value.get(key)
    return part if isinstance(part, Mapping) else {}
