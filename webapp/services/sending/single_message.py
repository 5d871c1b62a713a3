"""One template message to one contact: a campaign with one recipient, so the same rules hold."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from webapp import clock
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.contacts.contact_ids import ContactIds
from webapp.domain.recipients.country_rules import reason_for
from webapp.domain.recipients.status import SkipReason
from webapp.domain.translatable import N_
from webapp.errors import InvalidInput, WrongStatus
from webapp.extensions import db
from webapp.models import Campaign, CampaignKind, MessageTemplate, Recipient, Sender
from webapp.queries.recipients import country_rules
from webapp.queries.recipients import recipients as recipients_query
from webapp.queries.sending import marketing_holds
from webapp.services.background import locks
from webapp.services.campaigns import lifecycle
from webapp.services.contacts import campaign_additions
from webapp.services.contacts.campaign_additions import Entry


@dataclass(frozen=True)
class Message:
    """The template with its values, and the sender."""

    sender: Sender
    template: MessageTemplate
    variables: Mapping[str, Any]


def send(
    message: Message,
    to: ContactIds,
    timezone: str,
    actor: str,
    *,
    source: ConsentSource = ConsentSource.API,
    key: uuid.UUID | None = None,
) -> Recipient:
    """Return the message, which is sent before any campaign, at any hour, once quota is free.

    With a key that was used before, return the message with the key and send nothing. `source`
    says how a new contact has agreed. The caller commits and starts the allocation.
    Raises WrongStatus if the contact can't be written to now, and InvalidInput if the message can't
    be sent.
    """
    if key:
        locks.lock_key(key)
        if sent := recipients_query.find_by_message(key):
            return sent
    campaign = _campaign(message, to, timezone, actor, key or uuid.uuid4())
    db.session.add(campaign)
    db.session.flush()
    entry = Entry(to.phone.number if to.phone else "", user_id=to.user_id or "")
    added = campaign_additions.add(campaign, [entry], to.country, source, actor)
    if added.invalid:
        raise InvalidInput(added.invalid[0]["reason"], {"user_id": added.invalid[0]["reason"]})
    if added.unsubscribed_skipped:
        raise WrongStatus(
            N_("%(number)s has unsubscribed and can't be written to.", number=to.shown),
            "unsubscribed",
        )
    added_recipient = select(Recipient).where(Recipient.campaign_id == campaign.id)
    recipient = db.session.scalars(added_recipient).one()
    _require_allowed(campaign, recipient)
    lifecycle.activate(campaign, actor)
    return recipient


def _campaign(
    message: Message, to: ContactIds, timezone: str, actor: str, key: uuid.UUID
) -> Campaign:
    """Return the campaign of one recipient that is the message."""
    return Campaign(
        id=key,
        kind=CampaignKind.MESSAGE,
        name=f"{message.template.name} to {to.shown}",
        sender=message.sender,
        message_template=message.template,
        variables=dict(message.variables),
        priority=1,
        daily_send_limit=1,
        timezone=timezone,
        created_by=actor,
    )


def _require_allowed(campaign: Campaign, recipient: Recipient) -> None:
    """Raise WrongStatus if WhatsApp would not deliver the message to the person now."""
    now, number = clock.now(), recipient.phone_number or recipient.known_user_id
    country = recipient.contact.country if recipient.contact else ""
    if country in country_rules.blocked(campaign, now):
        raise WrongStatus(
            N_("%(why)s: %(number)s.", why=reason_for(country), number=number),
            SkipReason.COUNTRY_NOT_ALLOWED,
        )
    if held_until := marketing_holds.end_for(campaign, recipient.contact_id, now):
        moment = held_until.isoformat(timespec="seconds")
        raise WrongStatus(
            N_(
                "WhatsApp held back a marketing message to %(number)s: no marketing before "
                "%(moment)s.",
                number=number,
                moment=moment,
            ),
            "marketing_held",
        )
