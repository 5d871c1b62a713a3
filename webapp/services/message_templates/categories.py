"""Storing the categories of message templates, and showing staff how they change."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from webapp.domain.message_templates.category import Changed, Coming, changed_text
from webapp.models import MessageTemplate
from webapp.services.operations import incidents
from webapp.whatsapp.payload_parts import words

#: The incident that shows a coming category until it is put into force.
COMING = "template_category"
#: An announced change that has not happened by then is not expected any more.
CHANGE_GRACE = timedelta(days=1)


def apply(template: MessageTemplate, news: Changed | Coming, at: datetime) -> None:
    """Store what an event of this moment says, unless a newer one came before."""
    if template.category_at and at < template.category_at:
        return
    template.category_at = at
    if isinstance(news, Changed):
        _change(template, news.category, news.previous)
    else:
        template.coming_category, template.category_changes_at = news.category, news.at
    _show_coming(template)


def update(template: MessageTemplate, described: Mapping[str, Any], asked_at: datetime) -> None:
    """Store the category as WhatsApp described it when it was asked.

    An event that is newer stays. The list may leave out what an event has announced, so an
    announced change with a date is expected until a day after it.
    """
    if template.category_at and template.category_at >= asked_at:
        return
    category, coming = words(described, "category"), words(described, "correct_category")
    if template.category != category:
        _change(template, category, template.category or None)
    changes_at = template.category_changes_at
    if coming and coming != category:
        if coming != template.coming_category:
            template.coming_category, template.category_changes_at = coming, None
    elif changes_at is None or changes_at < asked_at - CHANGE_GRACE:
        template.coming_category = template.category_changes_at = None
    template.previous_category = words(described, "previous_category") or template.previous_category
    _show_coming(template)


def _change(template: MessageTemplate, category: str, previous: str | None) -> None:
    if template.category and template.category != category:
        notice = changed_text(template.label, category)
        incidents.open_notice(f"template_category_update, template {template.id}", notice)
    template.category, template.previous_category = category, previous
    template.coming_category = template.category_changes_at = None


def _show_coming(template: MessageTemplate) -> None:
    incidents.hold(COMING, f"template {template.id}", template.category_change)
