"""Acting on refusals that concern more than one recipient."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from webapp import clock
from webapp.domain.campaigns.status import PauseReason
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.messages import Message, coded
from webapp.domain.sending.error_actions import Policy
from webapp.domain.sending.error_policy import ErrorAction
from webapp.domain.sending.refusal_messages import advice, reason
from webapp.domain.webhook.events import ProviderFault
from webapp.extensions import db
from webapp.models import Campaign, Contact, Recipient, Sender, SenderStatus
from webapp.services.campaigns import pauses
from webapp.services.contacts import subscriptions
from webapp.services.message_templates import reviews
from webapp.services.operations import incidents
from webapp.services.recipients import adding

ACTOR = "system"


@dataclass(frozen=True)
class Refusal:
    """A refusal that concerns more than its recipient.

    `at` is when it happened; None for a moment ago.
    """

    policy: Policy
    fault: ProviderFault
    recipient_id: int
    at: datetime | None = None


def apply(campaign: Campaign, refusals: Sequence[Refusal]) -> None:
    """Slow or stop the sender, pause the template's campaigns, unsubscribe contacts.

    Safe to call again with the same refusals.
    """
    for refusal in refusals:
        if refusal.policy.action == ErrorAction.OPT_OUT:
            _unsubscribe(refusal)
    longest_last = sorted((refusal.policy for refusal in refusals), key=_wait)
    for policy in {policy.action: policy for policy in longest_last}.values():
        if policy.pauses_sender:
            slow(campaign.sender, policy)
        elif policy.action == ErrorAction.STOP:
            stop(campaign.sender, reason(policy), advice(policy))
        elif policy.action == ErrorAction.TEMPLATE:
            pause_template(campaign, policy)


def slow(sender: Sender, policy: Policy) -> None:
    """Send nothing from this number for as long as the policy says, or longer."""
    until = clock.now() + _wait(policy)
    sender.slowed_until = max(until, sender.slowed_until or until)


def _wait(policy: Policy) -> timedelta:
    return policy.wait or timedelta(0)


def stop(sender: Sender, why: Message, what_to_do: Message) -> None:
    """Send nothing more from this number until staff start it again; pause its campaigns."""
    sender.status = SenderStatus.STOPPED
    sender.stopped_reason = why
    message = coded("sending.sender_refused", sender=sender.label, reason=why, advice=what_to_do)
    incidents.open_incident("sender_stopped", f"sender {sender.id}", message)
    pauses.pause_all(Campaign.sender_id == sender.id, PauseReason.SENDER)


def pause_template(campaign: Campaign, policy: Policy) -> None:
    """Pause every campaign that sends this message template.

    After a refusal for a while they resume automatically; see `message_templates.reviews`.
    """
    template = campaign.message_template
    if template is None:
        return
    if policy.is_for_a_while:
        template.refused_at = clock.now()
    message = coded(
        "sending.template_refused",
        template=template.name,
        language=template.language,
        reason=reason(policy),
        advice=advice(policy),
    )
    incidents.open_incident(reviews.REFUSED, f"template {template.id}", message)
    pauses.pause_all(Campaign.message_template_id == template.id, PauseReason.TEMPLATE)


def _unsubscribe(refusal: Refusal) -> None:
    recipient = db.session.get_one(Recipient, refusal.recipient_id)
    contact = db.session.get(Contact, recipient.contact_id or recipient.twin_contact_id or 0)
    if contact and contact.is_subscribed:
        words = coded("contacts.stopped_in_whatsapp")
        subscriptions.unsubscribe(
            contact,
            ConsentSource.NATIVE,
            "webhook",
            words,
            recipient.campaign_id,
            refusal.at,
        )
        if not contact.is_subscribed:  # unless a START was written since
            adding.withdraw(contact)
