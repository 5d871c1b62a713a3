"""Storing senders and message templates as WhatsApp describes them now."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from webapp.extensions import db
from webapp.models import MessageTemplate, Sender
from webapp.services.senders import registry

#: The status of a template that WhatsApp no longer lists.
DELETED = "DELETED"
#: The longest time to live, which is the default.
MAX_TTL_SECONDS = 30 * 86_400

Described = Mapping[str, Any]


def sync_sender(sender: Sender, config: Mapping[str, Any]) -> int:
    """Bring the sender and its message templates up to date; return the number of templates.

    The caller commits. Raises ProviderError.
    """
    reported = asyncio.run(registry.fetch(sender, config))
    registry.update(sender, reported.number, reported.asked_at)
    store(sender.waba_id, reported.templates, reported.asked_at, is_complete=True)
    return len(reported.templates)


def store(
    waba_id: str, described: Sequence[Described], asked_at: datetime, *, is_complete: bool
) -> None:
    """Store templates of an account as WhatsApp described them when it was asked.

    What an event or a later answer says about a template is newer and stays. If the list is
    complete, templates that are not in it become DELETED.
    """
    rows = {(row["name"], row["language"]): row for item in described if (row := _row(item))}
    _insert_missing(waba_id, rows.values(), asked_at)
    for template in _locked(waba_id):
        if template.synced_at > asked_at:
            continue
        if row := rows.get((template.name, template.language)):
            _update(template, row, asked_at)
        elif is_complete and not _is_newer(template.status_at, asked_at):
            template.status = DELETED
    db.session.flush()


def _insert_missing(waba_id: str, rows: Iterable[dict[str, Any]], asked_at: datetime) -> None:
    values = [{**row, "waba_id": waba_id, "synced_at": asked_at} for row in rows]
    if values:
        db.session.execute(insert(MessageTemplate).on_conflict_do_nothing(), values)


def _locked(waba_id: str) -> Sequence[MessageTemplate]:
    """Return the templates of the account, locked in the order in which all processes do it."""
    templates = select(MessageTemplate).where(MessageTemplate.waba_id == waba_id)
    locked = templates.order_by(MessageTemplate.id).with_for_update(key_share=True)
    return db.session.scalars(locked.execution_options(populate_existing=True)).all()


def _update(template: MessageTemplate, row: Described, asked_at: datetime) -> None:
    """Store the description; the status stays if an event told a newer one."""
    if template.provider_id != row["provider_id"]:  # created again under the same name
        template.status_at = template.refused_at = None
    if not _is_newer(template.status_at, asked_at):
        template.status = row["status"]
    for name in (
        *("provider_id", "category", "parameter_format", "quality", "components"),
        "send_ttl_seconds",
    ):
        setattr(template, name, row[name])
    template.synced_at = asked_at


def _is_newer(event_at: datetime | None, asked_at: datetime) -> bool:
    """Return whether an event is newer than the answer; events tell whole seconds only."""
    return event_at is not None and event_at >= asked_at


def _row(template: Described) -> dict[str, Any] | None:
    """Return the row of one template; None for one that has no name or language."""
    if not template.get("name") or not template.get("language"):
        return None
    return {
        "provider_id": str(template.get("id", "")),
        "name": template["name"],
        "language": template["language"],
        "status": str(template.get("status") or "UNKNOWN"),
        "category": str(template.get("category") or ""),
        "parameter_format": str(template.get("parameter_format") or "POSITIONAL"),
        "quality": str((template.get("quality_score") or {}).get("score") or "UNKNOWN"),
        "components": template.get("components") or [],
        "send_ttl_seconds": _seconds(template.get("message_send_ttl_seconds")),
    }


def _seconds(value: object) -> int | None:
    """Return a time to live; WhatsApp writes -1 for the default."""
    text = str(value)
    return int(text) if text.isdecimal() and 0 < int(text) < MAX_TTL_SECONDS else None


def find(waba_id: str, name: str, language: str | None = None) -> MessageTemplate | None:
    """Return a template by its name, and by its language where it has several.

    Without a language, an approved one is preferred, then the first by language.
    """
    templates = select(MessageTemplate).where(
        MessageTemplate.waba_id == waba_id, MessageTemplate.name == name
    )
    if language is not None:
        templates = templates.where(MessageTemplate.language == language)
    approved_first = (MessageTemplate.status != "APPROVED", MessageTemplate.language)
    return db.session.scalar(templates.order_by(*approved_first).limit(1))
