"""Acting on events about message templates."""

from collections.abc import Callable

from webapp import queues
from webapp.domain.messages import coded
from webapp.domain.webhook import platform_events
from webapp.services.message_templates import reviews
from webapp.services.operations import incidents
from webapp.services.webhook.account_event import ADVICE, AccountEvent, open_notice
from webapp.whatsapp.payload_parts import words


def _template_status(event: AccountEvent) -> None:
    """Pause the campaigns of a template that may not be sent; resume them when it may."""
    template = event.template()
    if template is None:
        queues.enqueue_best_effort("sync_templates")
        return
    if event.at < max(template.synced_at, template.status_at or event.at):  # we have newer data
        return
    template.status = platform_events.template_status(event.event, template.status)
    template.status_at = event.at
    reason = words(event.value, "reason")
    reviews.note_approval(template, event.at)
    reviews.review(template, reason if reason not in ("", "NONE") else "")


def _template_quality(event: AccountEvent) -> None:
    template = event.template()
    if template is None or event.at < template.synced_at:
        return
    template.quality = words(event.value, "new_quality_score") or template.quality
    reviews.review(template)


def _template_category(event: AccountEvent) -> None:
    """Report a new category: it changes the price."""
    template = event.template()
    if template is None:
        return
    planned = words(event.value, "correct_category")
    category = words(event.value, "new_category")
    template.category = category or template.category
    subject, name = f"template {template.id}", f"{template.name} ({template.language})"
    if planned and planned != template.category:
        message = coded("webhook.category_planned", name=name, planned=planned, advice=ADVICE)
        incidents.open_incident("template_category", subject, message)
    else:
        incidents.close_incident("template_category", subject)
        open_notice(
            event,
            subject,
            coded("webhook.category_changed", name=name, category=template.category),
        )


def _components(event: AccountEvent) -> None:
    """Read the templates from WhatsApp again."""
    queues.enqueue_best_effort("sync_templates")


#: The action for each field about templates.
FIELDS: dict[str, Callable[[AccountEvent], None]] = {
    "message_template_status_update": _template_status,
    "message_template_quality_update": _template_quality,
    "template_category_update": _template_category,
    "message_template_components_update": _components,
}
