"""Pausing and resuming campaigns by the state of their message template at WhatsApp."""

from datetime import datetime

from sqlalchemy import Select, or_, select

from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.message_templates.labels import STATUSES
from webapp.domain.message_templates.status_events import advice
from webapp.domain.messages import Message, coded, joined
from webapp.domain.sending.error_actions import TEMPLATE_PAUSE
from webapp.extensions import db
from webapp.models import Campaign, MessageTemplate
from webapp.services.campaigns import pauses
from webapp.services.operations import fault_isolation, incidents

#: The template may not be sent: by WhatsApp's list, or by a refusal, whatever the list says.
NOT_APPROVED, REFUSED = "template_not_approved", "template_paused"
#: It is sent, but people complain: its quality, and WhatsApp's warning that it may disable it.
QUALITY, FLAGGED = "template_quality", "template_flagged"
#: Qualities that staff should know about.
LOW = {"RED": "low", "YELLOW": "medium"}


def review_all() -> None:
    """Review the templates of running and paused campaigns. Commits."""
    ids = db.session.scalars(_in_use()).all()
    fault_isolation.each_in_own_transaction(
        "templates", "template", ids, lambda key: review(db.session.get_one(MessageTemplate, key))
    )
    for kind in (NOT_APPROVED, REFUSED, QUALITY):
        incidents.close_others(kind, [_subject(key) for key in ids])


def review(template: MessageTemplate) -> None:
    """Pause the template's campaigns while it may not be sent; report its quality.

    They resume automatically when WhatsApp approves it again, or when a temporary refusal is
    over; any other refusal waits for a user.
    """
    subject, its_campaigns = _subject(template.id), Campaign.message_template_id == template.id
    if template.is_approved:
        if incidents.close_incident(NOT_APPROVED, subject) or _is_healthy_again(template):
            template.refused_at = None
            pauses.resume_all(its_campaigns, PauseReason.TEMPLATE)
        if not _is_waited_for(template):
            incidents.close_incident(REFUSED, subject)
    elif _is_affected(template):
        incidents.open_incident(NOT_APPROVED, subject, _not_allowed(template))
        pauses.pause_all(its_campaigns, PauseReason.TEMPLATE)
    if template.quality == "GREEN":
        incidents.close_incident(FLAGGED, subject)
    tell = LOW.get(template.quality) if _is_affected(template) else None
    what_to_do = coded("message_templates.quality_advice")
    incidents.hold(
        QUALITY,
        subject,
        coded("message_templates.quality", template=template.label, tell=tell, advice=what_to_do)
        if tell
        else None,
    )


def hold_flag(template: MessageTemplate, details: Message | None) -> None:
    """Show that WhatsApp has flagged the template; without details, that it has not."""
    incidents.hold(FLAGGED, _subject(template.id), details)


def _not_allowed(template: MessageTemplate) -> Message:
    """Return which status stops the campaigns, why, and what to do."""
    status = STATUSES.get(template.status, template.status)
    words = coded("message_templates.not_allowed", template=template.label, status=status)
    parts = [words, template.status_details, advice(template.status)]
    return joined(part for part in parts if part)


def note_approval(template: MessageTemplate, at: datetime) -> None:
    """Store that WhatsApp approved a template again, if that was after a refusal."""
    if template.refused_at and template.is_approved and at > template.refused_at:
        template.refused_at = at - TEMPLATE_PAUSE


def _is_healthy_again(template: MessageTemplate) -> bool:
    """Return whether WhatsApp's list has said "approved" after the length of a pause.

    Before that its list may be older than the refusal.
    """
    refused_at = template.refused_at
    return refused_at is not None and template.synced_at >= refused_at + TEMPLATE_PAUSE


def _subject(template_id: int) -> str:
    return f"template {template_id}"


def _in_use() -> Select[int]:
    open_ones = select(Campaign.message_template_id).where(
        Campaign.status.in_((CampaignStatus.ACTIVE, CampaignStatus.PAUSED))
    )
    used = select(MessageTemplate.id).where(MessageTemplate.id.in_(open_ones))
    return used.order_by(MessageTemplate.id)


_WAITS = (Campaign.status == CampaignStatus.PAUSED) & (
    Campaign.pause_reason == PauseReason.TEMPLATE
)


def _is_affected(template: MessageTemplate) -> bool:
    """Return whether a campaign sends the template, or is paused because of it."""
    used = select(Campaign.id).where(
        Campaign.message_template_id == template.id,
        or_(Campaign.status == CampaignStatus.ACTIVE, _WAITS),
    )
    return db.session.scalar(used.limit(1)) is not None


def _is_waited_for(template: MessageTemplate) -> bool:
    """Return whether a campaign is paused until the template may be sent."""
    waiting = select(Campaign.id).where(Campaign.message_template_id == template.id, _WAITS)
    return db.session.scalar(waiting.limit(1)) is not None
