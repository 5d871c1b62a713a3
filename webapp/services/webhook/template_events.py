"""Acting on events about message templates."""

from collections.abc import Callable

from webapp import queues
from webapp.domain.message_templates.category import category_news
from webapp.domain.webhook import platform_events
from webapp.services.message_templates import categories, reviews
from webapp.services.webhook.account_event import AccountEvent
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
    """Store a new category, or one that is coming: it changes how messages are sent and charged."""
    template, news = event.template(), category_news(event.value)
    if template and news:
        categories.apply(template, news, event.at)


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
