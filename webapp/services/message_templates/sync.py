"""Storing senders and message templates as WhatsApp describes them now."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from webapp import clock
from webapp.extensions import db
from webapp.models import MessageTemplate, Sender
from webapp.services.campaigns import template_changes
from webapp.services.message_templates import categories, reviews
from webapp.services.senders import onboarding, registry, webhook_subscription
from webapp.whatsapp.payload_parts import inner, words

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
    onboarding.update(sender, reported.account)
    webhook_subscription.review(sender.waba_id, reported.subscription)
    store(sender.waba_id, reported.templates, reported.asked_at, is_complete=True)
    return len(reported.templates)


def store(
    waba_id: str, described: Sequence[Described], asked_at: datetime, *, is_complete: bool
) -> None:
    """Store templates of an account as WhatsApp described them when it was asked.

    What an event or a later answer says about a template is newer and stays. If the list is
    complete, templates that are not in it become DELETED.
    """
    now = clock.now()
    listed = {key: item for item in described if all(key := _key(item))}
    _insert_missing(waba_id, listed, asked_at)
    for template in _locked(waba_id):
        if asked_at < template.synced_at <= now:  # unless the clock was set back since
            continue
        if item := listed.get((template.name, template.language)):
            _update(template, item, asked_at)
        elif is_complete and not _is_newer(template.status_at, asked_at):
            template.status = DELETED
    template_changes.hold_all(MessageTemplate.waba_id == waba_id)


def _insert_missing(
    waba_id: str, listed: Mapping[tuple[str, str], Described], asked_at: datetime
) -> None:
    of_account = {"waba_id": waba_id, "synced_at": asked_at}
    rows = [
        {"name": name, "language": language, **_values(item), **of_account}
        for (name, language), item in listed.items()
    ]
    if rows:
        db.session.execute(insert(MessageTemplate).on_conflict_do_nothing(), rows)


def _locked(waba_id: str) -> Sequence[MessageTemplate]:
    """Return the templates of the account, locked in the order in which all processes do it."""
    templates = select(MessageTemplate).where(MessageTemplate.waba_id == waba_id)
    locked = templates.order_by(MessageTemplate.id).with_for_update(key_share=True)
    return db.session.scalars(locked.execution_options(populate_existing=True)).all()


def _update(template: MessageTemplate, described: Described, asked_at: datetime) -> None:
    """Store the description; status and category stay if an event about them is newer."""
    values = _values(described)
    if template.provider_id != values["provider_id"]:  # created again under the same name
        template.status_at = template.refused_at = template.category_at = None
        template.coming_category = template.category_changes_at = None
    if _is_newer(template.status_at, asked_at):
        del values["status"]
    elif template.status != values["status"]:
        template.status_details = None
    if template.quality != values["quality"] == "GREEN":
        reviews.hold_flag(template, None)
    categories.update(template, described, asked_at)
    for name, value in values.items():
        if name != "category":
            setattr(template, name, value)
    template.synced_at = asked_at


def _is_newer(event_at: datetime | None, asked_at: datetime) -> bool:
    """Return whether an event is newer than the answer; events tell whole seconds only."""
    return event_at is not None and event_at >= asked_at


def _key(described: Described) -> tuple[str, str]:
    return words(described, "name"), words(described, "language")


def _values(described: Described) -> dict[str, Any]:
    """Return the columns of one template, except for its key."""
    components = described.get("components")
    parts = components if isinstance(components, list) else []
    return {
        "provider_id": words(described, "id"),
        "status": words(described, "status") or "UNKNOWN",
        "category": words(described, "category"),
        "parameter_format": words(described, "parameter_format") or "POSITIONAL",
        "quality": words(inner(described, "quality_score"), "score") or "UNKNOWN",
        "components": [part for part in parts if isinstance(part, dict)],
        "send_ttl_seconds": _seconds(described.get("message_send_ttl_seconds")),
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
