"""Acting on events about numbers and accounts, and passing on those about templates."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from webapp import clock
from webapp.domain.messages import coded
from webapp.domain.sending.error_actions import ErrorAction
from webapp.domain.sending.error_policy import classify
from webapp.domain.sending.refusal_messages import advice, reason
from webapp.domain.webhook import account_effects, platform_events
from webapp.domain.webhook.account_effects import Effect
from webapp.extensions import db
from webapp.models import Sender
from webapp.services.message_templates import sync_requests
from webapp.services.senders import registry, volume_tiers
from webapp.services.sending import refusals, sender_checks
from webapp.services.webhook import foreign_accounts, template_events
from webapp.services.webhook.account_event import ADVICE, AccountEvent, open_notice
from webapp.whatsapp.payload_parts import fault_of, inner, words


def apply(details: Mapping[str, Any]) -> None:
    """Act on one event. Safe to call again with the same, and with older ones."""
    field, value = str(details["field"]), details["value"]
    named = (words(inner(value, "waba_info"), "waba_id"), details["waba_id"])
    account = foreign_accounts.ours([name for name in named if name])
    if account is None and field != "messages":  # which names the number of the sender
        return
    at = datetime.fromisoformat(details["at"])
    ACTIONS.get(field, _show)(AccountEvent(field, account, value, at))


def _sync(event: AccountEvent) -> None:
    """Read the templates and numbers from WhatsApp again."""
    sync_requests.request(event.waba_id)


def _number_quality(event: AccountEvent) -> None:
    """Store a number's quality, throughput and limit."""
    for sender in event.senders():
        rating = platform_events.NUMBER_QUALITY.get(event.event)
        sender.quality_rating = rating or sender.quality_rating
        if event.event == "THROUGHPUT_UPGRADE":
            sender.messages_per_second = platform_events.HIGH_THROUGHPUT
        sender_checks.check_quality(sender)
        registry.set_limit(sender, platform_events.limit(event.value), event.at)
    sync_requests.request(event.waba_id)


def _capability(event: AccountEvent) -> None:
    for sender in event.senders():
        registry.set_limit(sender, platform_events.limit(event.value), event.at)


def _account(event: AccountEvent) -> None:
    """Stop the senders of an account that may not send; start them when it may."""
    effect = account_effects.account_effect(event.value, clock.now())
    if effect.kind == Effect.SYNC:
        _sync(event)
        return
    senders = event.senders() if effect.kind != Effect.SHOW else []
    for sender in senders:
        if effect.kind == Effect.STOP and effect.reason:
            refusals.stop(sender, effect.reason, ADVICE)
            sender.stopped_until = effect.until
        else:
            sender_checks.start(sender)
    volume_tiers.store(event.waba_id or "", inner(event.value, "volume_tier_info"))
    if not senders:
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
        open_notice(
            event,
            f"{fault.code}",
            coded("webhook.whatsapp_reports", title=fault.title, details=fault.details),
        )


def _show(event: AccountEvent) -> None:
    """Show staff an event that needs them, or that we do not know; newer news replace older."""
    text = platform_events.description(event.field, event.value)
    alert = words(inner(event.value, "alert_info"), "alert_type")
    kind = event.event or alert or words(event.value, "alert_type")
    subject = f"account {event.waba_id}, {kind}" if kind else f"account {event.waba_id}"
    open_notice(event, subject, coded("webhook.platform_news", news=text, advice=ADVICE))


def _number_name(event: AccountEvent) -> None:
    """Show the decision about a number's name, and read the number again."""
    _show(event)
    _sync(event)


#: The action for each field; the others are shown to staff.
ACTIONS: dict[str, Callable[[AccountEvent], None]] = {
    **template_events.FIELDS,
    "phone_number_quality_update": _number_quality,
    "phone_number_name_update": _number_name,
    "business_capability_update": _capability,
    "account_update": _account,
    "messages": _errors,
}
