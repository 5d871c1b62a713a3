"""Acting on events about message templates."""

from collections.abc import Callable

from webapp.domain.message_templates import status_events
from webapp.domain.message_templates.category import Changed, category_news
from webapp.domain.message_templates.components_news import with_new_texts
from webapp.domain.message_templates.labels import CATEGORIES
from webapp.domain.messages import coded, joined
from webapp.models import MessageTemplate
from webapp.services.campaigns import template_changes
from webapp.services.message_templates import categories, reviews, sync_requests
from webapp.services.webhook.account_event import AccountEvent, open_notice
from webapp.whatsapp.payload_parts import words

#: Meta's own example of a change of quality has the name of another field, so its keys decide.
QUALITY_KEY = "new_quality_score"


def _status(event: AccountEvent) -> None:
    """Pause the campaigns of a template that may not be sent; resume them when it may."""
    if QUALITY_KEY in event.value and not event.event:
        _quality(event)
        return
    template = _known_template(event)
    if template is None or event.at < (template.status_at or event.at):
        return
    details = status_events.details(event.value)
    template.status_at = event.at
    if event.event == status_events.FLAGGED:
        flagged = coded("message_templates.flagged", template=template.label)
        reviews.hold_flag(template, joined(part for part in (flagged, details) if part))
        return
    template.status = status_events.status_after(event.event, template.status)
    template.status_details = None if template.is_approved else details
    reviews.hold_flag(template, None)
    reviews.note_approval(template, event.at)
    reviews.review(template)


def _quality(event: AccountEvent) -> None:
    if template := _known_template(event):
        template.quality = words(event.value, QUALITY_KEY) or template.quality
        reviews.review(template)


def _category(event: AccountEvent) -> None:
    """Store a new category, or one that is coming: it changes how messages are sent and charged.

    A change also deletes the template's time to live, so WhatsApp is asked again. [D:tcu]
    """
    template, news = event.template(), category_news(event.value)
    if template and news:
        categories.apply(template, news, event.at)
    if template is None or isinstance(news, Changed):
        _ask_again(event)


def _components(event: AccountEvent) -> None:
    """Store the new texts at once, and ask WhatsApp for the whole template."""
    if template := _known_template(event):
        template.components = with_new_texts(template.components, event.value)
        template_changes.hold_all(MessageTemplate.id == template.id)
    _ask_again(event)


def _detected_category(event: AccountEvent) -> None:
    """Show that messages without a template seem to be of another category."""
    category, correct = words(event.value, "category"), words(event.value, "correct_category")
    message = coded(
        "message_templates.correct_category",
        category=CATEGORIES.get(category, category),
        correct=CATEGORIES.get(correct, correct),
    )
    open_notice(event, f"account {event.waba_id}", message)


def _known_template(event: AccountEvent) -> MessageTemplate | None:
    """Return the template unless we have newer data; ask WhatsApp for one that we don't know."""
    template = event.template()
    if template is None:
        _ask_again(event)
    return template if template and event.at >= template.synced_at else None


def _ask_again(event: AccountEvent) -> None:
    sync_requests.request(event.waba_id, words(event.value, "message_template_id"))


#: The action for each field about templates.
FIELDS: dict[str, Callable[[AccountEvent], None]] = {
    "message_template_status_update": _status,
    "message_template_quality_update": _quality,
    "template_category_update": _category,
    "message_template_components_update": _components,
    "template_correct_category_detection": _detected_category,
}
