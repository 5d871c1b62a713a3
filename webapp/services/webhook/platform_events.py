"""Acting on news about templates, numbers and accounts."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from webapp import queues
from webapp.domain.sending.error_actions import ErrorAction
from webapp.domain.sending.error_actions import stop as stopping
from webapp.domain.sending.error_policy import classify
from webapp.domain.translatable import N_
from webapp.domain.webhook import platform_events
from webapp.domain.webhook.platform_events import Effect
from webapp.extensions import db
from webapp.models import MessageTemplate, Sender
from webapp.services.message_templates import reviews
from webapp.services.operations import incident_checks, incidents
from webapp.services.senders import limits
from webapp.services.sending import refusals
from webapp.whatsapp.payload_parts import Item, fault_of, inner, words

ADVICE = N_("Look at the account in WhatsApp Manager.")


def apply(details: Mapping[str, Any]) -> None:
    """Act on one piece of news. Safe to call again with the same, and with older ones."""
    field, value = str(details["field"]), details["value"]
    at = datetime.fromisoformat(details["at"])
    act = FIELDS.get(field, _show)
    act(News(field, details["waba_id"], value, at))


class News:
    """One piece of news: the field's name, the account, the value as it came, and its time."""

    def __init__(self, field: str, waba_id: str | None, value: Item, at: datetime) -> None:
        self.field, self.waba_id, self.value, self.at = field, waba_id, value, at

    @property
    def event(self) -> str:
        return words(self.value, "event")

    def template(self) -> MessageTemplate | None:
        """Find the template by WhatsApp's id of it, else by name and language."""
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
        """Find the sender that the news names, or all of its account."""
        of_account = select(Sender).where(Sender.waba_id == self.waba_id).order_by(Sender.id)
        found = db.session.scalars(of_account).all()
        digits = platform_events.digits(words(self.value, "display_phone_number"))
        named = [one for one in found if platform_events.digits(one.display_phone_number) == digits]
        return named if digits else found


def _template_status(news: News) -> None:
    """Pause the campaigns of a template that may not be sent; let them go on when it may."""
    template = news.template()
    if template is None:
        queues.enqueue_best_effort("sync_templates")
        return
    if news.at < template.synced_at:  # WhatsApp has told us something newer
        return
    template.status = platform_events.template_status(news.event, template.status)
    template.synced_at = news.at
    reason = words(news.value, "reason")
    reviews.note_approval(template, news.at)
    reviews.review(template, reason if reason not in ("", "NONE") else "")


def _template_quality(news: News) -> None:
    template = news.template()
    if template is None or news.at < template.synced_at:
        return
    template.quality = words(news.value, "new_quality_score") or template.quality
    reviews.review(template)


def _template_category(news: News) -> None:
    """Tell of a new category: it changes the price."""
    template = news.template()
    if template is None:
        return
    planned = words(news.value, "correct_category")
    category = words(news.value, "new_category")
    template.category = category or template.category
    subject, name = f"template {template.id}", f"{template.name} ({template.language})"
    if planned and planned != template.category:
        message = N_(
            "%(name)s becomes %(planned)s: WhatsApp will charge it as such. %(advice)s",
            name=name,
            planned=planned,
            advice=ADVICE,
        )
        incidents.open_incident("template_category", subject, message)
    else:
        incidents.close_incident("template_category", subject)
        _notice(
            news,
            subject,
            N_(
                "%(name)s is %(category)s now, and charged as such.",
                name=name,
                category=template.category,
            ),
        )


def _ask_anew(news: News) -> None:
    """Ask WhatsApp what has become of templates and numbers."""
    queues.enqueue_best_effort("sync_templates")


def _number_quality(news: News) -> None:
    """Take over a number's quality, throughput and limit."""
    for sender in news.senders():
        rating = platform_events.NUMBER_QUALITY.get(news.event)
        sender.quality_rating = rating or sender.quality_rating
        if news.event == "THROUGHPUT_UPGRADE":
            sender.messages_per_second = platform_events.HIGH_THROUGHPUT
        incident_checks.review_sender(sender)
        limits.set_limit(sender, platform_events.limit(news.value), news.at)
    queues.enqueue_best_effort("sync_templates")


def _capability(news: News) -> None:
    for sender in news.senders():
        limits.set_limit(sender, platform_events.limit(news.value), news.at)


def _account(news: News) -> None:
    """Stop the senders of an account that may not send; start them when it may."""
    effect = platform_events.account_effect(news.value)
    for sender in news.senders():
        if effect.kind == Effect.STOP:
            refusals.stop(sender, stopping(effect.reason, ADVICE))
            sender.stopped_until = effect.until
        elif effect.kind == Effect.START:
            incident_checks.start(sender)
    if effect.kind == Effect.SHOW:
        _show(news)


def _errors(news: News) -> None:
    """Act on errors about the account or the app, which come beside messages."""
    fault = fault_of(news.value.get("errors"))
    policy = classify(fault)
    number_id = words(inner(news.value, "metadata"), "phone_number_id")
    sender = db.session.scalar(select(Sender).where(Sender.phone_number_id == number_id))
    if sender and policy.action == ErrorAction.STOP:
        refusals.stop(sender, policy)
    else:
        _notice(
            news,
            f"{fault.code}",
            N_(
                "WhatsApp reports: %(title)s. %(details)s", title=fault.title, details=fault.details
            ),
        )


def _show(news: News) -> None:
    """Show the operator news that need a person, or that we don't know."""
    said = platform_events.in_words(news.field, news.value)
    _notice(news, f"account {news.waba_id}", N_("%(news)s. %(advice)s", news=said, advice=ADVICE))


def _notice(news: News, subject: str, message: str) -> None:
    incidents.open_incident(incident_checks.NOTICE, f"{news.field}, {subject}", message)


#: What is done for each field; any other is shown.
FIELDS: dict[str, Callable[[News], None]] = {
    "message_template_status_update": _template_status,
    "message_template_quality_update": _template_quality,
    "template_category_update": _template_category,
    "message_template_components_update": _ask_anew,
    "phone_number_quality_update": _number_quality,
    "phone_number_name_update": _ask_anew,
    "business_capability_update": _capability,
    "account_update": _account,
    "messages": _errors,
}
