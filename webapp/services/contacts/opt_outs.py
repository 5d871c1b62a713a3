"""STOP and START: by text, by a button, or by WhatsApp's own preference."""

from datetime import datetime

from sqlalchemy import func, select

from webapp import clock
from webapp.domain.contacts.consent import ConsentKind, ConsentSource
from webapp.domain.webhook.events import Preference
from webapp.extensions import db
from webapp.models import Campaign, CampaignCounter, ConsentEvent, Contact, Reply
from webapp.services.contacts import identity, strangers, subscriptions
from webapp.services.recipients import adding

ACTOR = "webhook"
#: Kinds of replies that are not typed.
SOURCES = {
    "button": ConsentSource.BUTTON,
    "interactive": ConsentSource.BUTTON,
    "preference": ConsentSource.NATIVE,
}


def stop_by_reply(contact: Contact, reply: Reply, campaign: Campaign | None) -> None:
    """Unsubscribe the contact, as their reply asks."""
    stop(contact, _source(reply), reply.text or reply.payload or "", campaign, reply.received_at)


def start_by_reply(contact: Contact, reply: Reply, _: Campaign | None) -> None:
    """Subscribe the contact again, as their reply asks."""
    words = reply.text or reply.payload or ""
    subscriptions.subscribe(contact, _source(reply), ACTOR, words, at=reply.received_at)


def _source(reply: Reply) -> ConsentSource:
    return SOURCES.get(reply.kind, ConsentSource.KEYWORD)


def record_preference(event: Preference) -> bool:
    """Record WhatsApp's own stop or resume; return False if the contact is not known.

    The same event again is recorded once.
    """
    contacts = identity.find_contacts(event.ids)
    kind = ConsentKind.OPT_OUT if event.value == "stop" else ConsentKind.OPT_IN
    if not contacts and kind == ConsentKind.OPT_OUT:
        if strangers.is_erased(event.ids):
            return True
        contacts = [contact for contact in [strangers.create_unsubscribed(event.ids)] if contact]
    if not contacts:  # there is nothing to resume, unless the user id becomes known
        return kind == ConsentKind.OPT_IN and identity.parse_wa_id(event.wa_id) is not None
    for contact in contacts:
        if _is_recorded(contact, kind, event.at):
            continue
        if kind == ConsentKind.OPT_OUT:
            stop(contact, ConsentSource.NATIVE, event.value, None, event.at)
        else:
            subscriptions.subscribe(contact, ConsentSource.NATIVE, ACTOR, event.value, at=event.at)
    return True


def stop(
    contact: Contact,
    source: ConsentSource,
    words: str,
    campaign: Campaign | None,
    at: datetime,
) -> None:
    """Unsubscribe the contact at once, in every campaign.

    A START that was written later wins, whatever the order of arrival.
    """
    subscriptions.unsubscribe(
        contact, source, ACTOR, words, campaign.id if campaign else None, at=at
    )
    if not contact.is_subscribed:
        adding.withdraw(contact)
    if campaign and _stop_count(contact, campaign) == 1:
        day = campaign.date_of(min(at, clock.now()))
        db.session.add(
            CampaignCounter(campaign_id=campaign.id, day=day, name="opted_out", amount=1)
        )


def _stop_count(contact: Contact, campaign: Campaign) -> int:
    """Return how often the contact opted out of one campaign; its counter counts only the first."""
    return (
        db.session.scalar(
            select(func.count()).where(
                ConsentEvent.contact_id == contact.id,
                ConsentEvent.campaign_id == campaign.id,
                ConsentEvent.kind == ConsentKind.OPT_OUT,
            )
        )
        or 0
    )


def _is_recorded(contact: Contact, kind: ConsentKind, at: datetime) -> bool:
    return (
        db.session.scalar(
            select(ConsentEvent.id).where(
                ConsentEvent.contact_id == contact.id,
                ConsentEvent.kind == kind,
                ConsentEvent.source == ConsentSource.NATIVE,
                ConsentEvent.occurred_at == min(at, clock.now()),
            )
        )
        is not None
    )
