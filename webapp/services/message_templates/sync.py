"""Storing senders and message templates as WhatsApp describes them now."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy import update as sql_update
from sqlalchemy.dialects.postgresql import insert

from webapp import clock
from webapp.extensions import db
from webapp.models import MessageTemplate, Sender
from webapp.services.senders import registry

#: The status of a template that WhatsApp no longer lists.
DELETED = "DELETED"
#: The longest time to live, which is the default.
MAX_TTL_SECONDS = 30 * 86_400


def sync_sender(sender: Sender, config: Mapping[str, Any]) -> int:
    """Bring the sender and its message templates up to date; return the number of templates.

    The caller commits. Raises ProviderError.
    """
    reported = asyncio.run(registry.fetch(sender, config))
    registry.update(sender, reported.number)
    update(sender, reported.templates)
    return len(reported.templates)


def update(sender: Sender, templates: Sequence[Mapping[str, Any]]) -> None:
    """Store all templates of the sender's account; those no longer listed become DELETED."""
    now = clock.now()
    rows = [row for template in templates if (row := _row(sender.waba_id, template))]
    if rows:
        statement = insert(MessageTemplate).values([row | {"synced_at": now} for row in rows])
        changing = {
            *("provider_id", "status", "category", "parameter_format", "quality"),
            "send_ttl_seconds",
        }
        db.session.execute(
            statement.on_conflict_do_update(
                index_elements=["waba_id", "name", "language"],
                set_={
                    name: statement.excluded[name]
                    for name in (*sorted(changing), "components", "synced_at")
                },
            )
        )
    db.session.execute(
        sql_update(MessageTemplate)
        .where(MessageTemplate.waba_id == sender.waba_id, MessageTemplate.synced_at < now)
        .values(status=DELETED)
    )
    db.session.expire_all()


def _row(waba_id: str, template: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the row of one template; None for one that has no name or language."""
    if not template.get("name") or not template.get("language"):
        return None
    return {
        "waba_id": waba_id,
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
