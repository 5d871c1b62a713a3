"""Acting on events about templates, numbers and accounts."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from webapp import queues
from webapp.domain.messages import Message, coded
from webapp.domain.sending.error_actions import ErrorAction
from webapp.domain.sending.error_policy import classify
from webapp.domain.sending.refusal_messages import advice, reason
from webapp.domain.webhook import platform_events
from webapp.domain.webhook.platform_events import Effect
from webapp.extensions import db
from webapp.models import MessageTemplate, Sender
from webapp.services.message_templates import reviews
from webapp.services.operations import incidents
from webapp.services.senders import registry
from webapp.services.sending import refusals, sender_checks
from webapp.whatsapp.payload_parts import Item, fault_of, inner, words

ADVICE = coded("webhook.look_at_account")
#: The incident that shows an event to staff; it ends after a few days.
NOTICE = "account_notice"


def apply(details: Mapping[str, Any]) -> None:
    """Act on one event. Safe to call again with the same, and with older ones."""
    field, value = str(details["field"]), details["value"]
    at = datetime.fromisoformat(details["at"])
    act = FIELDS.get(field, _show)
    act(AccountEvent(field, details["waba_id"], value, at))


class AccountEvent:
    """One event: the field's name, the account, the value as it came, and its time."""

    def __init__(self, field: str, waba_id: str | None, value: Item, at: datetime) -> None:
        self.field, self.waba_id, self.value, self.at = field, waba_id, value, at

    @property
    def event(self) -> str:
        return words(self.value, "event")

    def template(self) -> MessageTemplate | None:
        """Return the template by WhatsApp's id of it, else by name and language."""
        provider_id = words(self.value, "message_template_id")
        language = words(self.value, "message_template_language").replace("-", "_")
        named = (
            (MessageTemplate.waba_id == self.waba_id)
            & (MessageTemplate.name == words(self.value, "message_template_name"))
            & (MessageTemplate.language == language)
        )
        by_id = (MessageTemplate.provider_id == provider_id) & (MessageTemplate.provider_id != "")
        return db.session.scalar(
            select(MessageTemplate).where(or_(by_id, named)).limit(1).with_for_update()
        )

    def senders(self) -> Sequence[Sender]:
        """Return the sender that the event names, or all of the account."""
        in_account = select(Sender).where(Sender.waba_id == self.waba_id).order_by(Sender.id)
        senders = db.session.scalars(in_account).all()
        number = platform_events.digits(words(self.value, "display_phone_number"))
        if not number:
            return senders
        return [s for s in senders if platform_events.digits(s.display_phone_number) == number]


def _template_status(event: AccountEvent) -> None:
    """Pause the campaigns of a template that may not be sent; resume them when it may."""
    template = event.template()
    if template is None:
        queues.enqueue_best_effort("sync_templates")
        return
    if event.at < template.synced_at:  # we have newer data
        return
    template.status = platform_events.template_status(event.event, template.status)
    template.synced_at = event.at
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
        _notice(
            event,
            subject,
            coded("webhook.category_changed", name=name, category=template.category),
        )


def _sync(event: AccountEvent) -> None:
    """Read the templates and numbers from WhatsApp again."""
    queues.enqueue_best_effort("sync_templates")


def _number_quality(event: AccountEvent) -> None:
    """Store a number's quality, throughput and limit."""
    for sender in event.senders():
        rating = platform_events.NUMBER_QUALITY.get(event.event)
        sender.quality_rating = rating or sender.quality_rating
        if event.event == "THROUGHPUT_UPGRADE":
            sender.messages_per_second = platform_events.HIGH_THROUGHPUT
        sender_checks.check_quality(sender)
        registry.set_limit(sender, platform_events.limit(event.value), event.at)
    queues.enqueue_best_effort("sync_templates")


def _capability(event: AccountEvent) -> None:
    for sender in event.senders():
        registry.set_limit(sender, platform_events.limit(event.value), event.at)


def _account(event: AccountEvent) -> None:
    """Stop the senders of an account that may not send; start them when it may."""
    effect = platform_events.account_effect(event.value)
    for sender in event.senders():
        if effect.kind == Effect.STOP and effect.reason:
            refusals.stop(sender, effect.reason, ADVICE)
            sender.stopped_until = effect.until
        elif effect.kind == Effect.START:
            sender_checks.start(sender)
    if effect.kind == Effect.SHOW:
        _show(event)


def _errors(event: AccountEvent) -> None:
    """Act on errors about the account or the app."""
    fault = fault_of(event.value.get("errors"))
    policy = classify(fault)
    number_id = words(inner(event.value, "metadata"), "phone_number_id")
    sender = db.session.scalar(select(Sender).where(Sender.phone_number_id == number_id))
    if sender and policy.action == ErrorAction.STOP:
        refusals.stop(sender, reason(policy), advice(policy))
    else:
        _notice(
            event,
            f"{fault.code}",
            coded("webhook.whatsapp_reports", title=fault.title, details=fault.details),
        )


def _show(event: AccountEvent) -> None:
    """Show staff an event that needs them, or that we do not know."""
    text = platform_events.description(event.field, event.value)
    _notice(
        event, f"account {event.waba_id}", coded("webhook.platform_news", news=text, advice=ADVICE)
    )


def _notice(event: AccountEvent, subject: str, message: Message) -> None:
    incidents.open_incident(NOTICE, f"{event.field}, {subject}", message)


def close_notices(now: datetime) -> None:
    """Close the notices that have been shown for long enough."""
    incidents.close_older(NOTICE, now - incidents.NOTICE_PERIOD)


#: The action for each field; any other is shown to staff.
FIELDS: dict[str, Callable[[AccountEvent], None]] = {
    "message_template_status_update": _template_status,
    "message_template_quality_update": _template_quality,
    "template_category_update": _template_category,
    "message_template_components_update": _sync,
    "phone_number_quality_update": _number_quality,
    "phone_number_name_update": _sync,
    "business_capability_update": _capability,
    "account_update": _account,
    "messages": _errors,
}
