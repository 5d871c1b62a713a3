"""Incidents that follow from how things stand: they open and close by themselves."""

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select

from webapp.domain.campaign_status import CampaignStatus, PauseReason
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.models import (
    Campaign,
    MessageTemplate,
    Portfolio,
    Sender,
    SenderStatus,
    WebhookEvent,
    WrittenPerson,
)
from webapp.services import campaigns, identity, incidents

ACTOR = "system"
NOTICE, NOT_APPROVED = "account_notice", "template_not_approved"
TEMPLATE_QUALITY = "template_quality"
#: After so long without a receipt something is wrong with the webhook.
SILENCE = timedelta(minutes=15)
#: Qualities that staff should know of.
LOW = {"RED": "low", "YELLOW": "medium"}


def review(now: datetime) -> None:
    """Look at everything that has a condition, and end what has been told for long enough."""
    templates = db.session.scalars(_templates_in_use()).all()
    for template in templates:
        review_template(template)
    for kind in (NOT_APPROVED, TEMPLATE_QUALITY):
        incidents.close_others(kind, [f"template {template.id}" for template in templates])
    for sender in db.session.scalars(select(Sender).order_by(Sender.id)).all():
        if sender.stopped_until and sender.stopped_until <= now:
            start(sender)
        review_sender(sender)
    review_webhook(now)
    identity.close_conflicts()
    incidents.close_older(NOTICE, now - incidents.NOTICE)


def review_template(template: MessageTemplate, reason: str = "") -> None:
    """Pause the template's campaigns while it may not be sent; tell of its quality.

    They go on by themselves only when WhatsApp said that it was not approved, and says now that
    it is: a refusal that WhatsApp's own list does not explain waits for a person.
    """
    subject, name = f"template {template.id}", f"{template.name} ({template.language})"
    which = Campaign.message_template_id == template.id
    if template.is_approved:
        if incidents.close_incident(NOT_APPROVED, subject):
            incidents.close_incident("template_paused", subject)
            _resume(which, PauseReason.TEMPLATE)
    elif _is_affected(template):
        because = f" ({reason})" if reason else ""
        message = (
            f"{name}: WhatsApp says {template.status}{because}. Its campaigns are paused, and go "
            "on by themselves when it is approved again."
        )
        incidents.open_incident(NOT_APPROVED, subject, message)
        _pause(which, PauseReason.TEMPLATE)
    tell = LOW.get(template.quality) if _is_affected(template) else None
    advice = "People block or report it: WhatsApp may pause it. Write to fewer people, or better."
    message_ = tell and f"{name}: its quality is {tell}. {advice}"
    incidents.hold(TEMPLATE_QUALITY, subject, message_)


def review_sender(sender: Sender) -> None:
    """Tell of a number's quality."""
    tell = LOW.get(sender.quality_rating)
    advice = "People block or report its messages: write to fewer people, or better."
    message = tell and f"{sender.label}: its quality is {tell}. {advice}"
    incidents.hold("sender_quality", f"sender {sender.id}", message)


def review_webhook(now: datetime) -> None:
    """Tell when messages went out and nothing has come back for a while."""
    last = db.session.scalar(select(func.max(WebhookEvent.received_at)))
    for portfolio_id in db.session.scalars(select(Portfolio.id)):
        unanswered = select(WrittenPerson.contact_id).where(
            WrittenPerson.portfolio_id == portfolio_id,
            WrittenPerson.written_at <= now - SILENCE,
        )
        if last is not None:
            unanswered = unanswered.where(WrittenPerson.written_at > last)
        is_silent = db.session.scalar(unanswered.limit(1)) is not None
        message = (
            "Messages went out, and WhatsApp has told nothing of them for 15 minutes. Look at the "
            "webhook's address and its subscribed fields in WhatsApp's settings."
        )
        incidents.hold(
            "webhook_silent", f"portfolio {portfolio_id}", message if is_silent else None
        )


def start(sender: Sender) -> None:
    """Let a number send again that WhatsApp had stopped, and its campaigns go on."""
    sender.stopped_until = None
    if sender.status == SenderStatus.CONNECTED:
        return
    sender.status, sender.stopped_reason = SenderStatus.CONNECTED, ""
    incidents.close_incident("sender_stopped", f"sender {sender.id}")
    _resume(Campaign.sender_id == sender.id, PauseReason.SENDER)


def _templates_in_use() -> Select[MessageTemplate]:
    open_ones = select(Campaign.message_template_id).where(
        Campaign.status.in_((CampaignStatus.ACTIVE, CampaignStatus.PAUSED))
    )
    return (
        select(MessageTemplate)
        .where(MessageTemplate.id.in_(open_ones))
        .order_by(MessageTemplate.id)
    )


def _is_affected(template: MessageTemplate) -> bool:
    """Answer whether a campaign sends the template, or would if it might."""
    waits = (Campaign.status == CampaignStatus.PAUSED) & (
        Campaign.pause_reason == PauseReason.TEMPLATE
    )
    used = select(Campaign.id).where(
        Campaign.message_template_id == template.id,
        or_(Campaign.status == CampaignStatus.ACTIVE, waits),
    )
    return db.session.scalar(used.limit(1)) is not None


def _pause(which: ColumnElement[bool], reason: PauseReason) -> None:
    """Pause the active campaigns."""
    db.session.flush()
    chosen = select(Campaign).where(which, Campaign.status == CampaignStatus.ACTIVE)
    for campaign in db.session.scalars(chosen.order_by(Campaign.id)).all():
        with suppress(WrongStatus):  # someone else was quicker
            campaigns.pause(campaign, reason, ACTOR)


def _resume(which: ColumnElement[bool], reason: PauseReason) -> None:
    """Let the campaigns go on that were paused for this reason, and for no other."""
    db.session.flush()
    chosen = select(Campaign).where(
        which, Campaign.status == CampaignStatus.PAUSED, Campaign.pause_reason == reason
    )
    for campaign in db.session.scalars(chosen.order_by(Campaign.id)).all():
        with suppress(WrongStatus):
            campaigns.resume(campaign, ACTOR)
