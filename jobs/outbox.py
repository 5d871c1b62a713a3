"""How each kind of outbox task is done: the side effects of what WhatsApp sent us."""

import asyncio
from datetime import datetime

from webapp.domain.sending.error_policy import classify
from webapp.domain.webhook.events import ProviderFault
from webapp.extensions import db
from webapp.models import Recipient
from webapp.queries.operations import settings
from webapp.services.background import claims
from webapp.services.background.claims import Claim
from webapp.services.contacts import automatic_merges
from webapp.services.sending import refusals
from webapp.services.sending.refusals import Refusal
from webapp.services.webhook import auto_replies, forwarding, platform_events, replies

#: The most attempts for an automatic reply that WhatsApp can't accept at the moment.
AUTO_REPLY_ATTEMPTS = 12


class OtherSideAwayError(Exception):
    """The other system does not respond: the other messages for it can wait too."""


def apply_refusal(claim: Claim) -> None:
    """Act on a failed receipt that concerns more than its recipient."""
    params = claim.params
    recipient = db.session.get(Recipient, params["recipient_id"])
    if recipient:
        fault = ProviderFault(params["code"], params["title"], params["details"])
        at = datetime.fromisoformat(params["at"]) if "at" in params else None
        refusal = Refusal(classify(fault, by_receipt=True), fault, recipient.id, at)
        refusals.apply(recipient.campaign, [refusal])


def apply_platform_event(claim: Claim) -> None:
    """Act on news about a template, a number or the account."""
    platform_events.apply(claim.params)


def merge_contacts(claim: Claim) -> None:
    """Merge two contacts that WhatsApp has shown to be one person."""
    automatic_merges.merge_owners(claim.params["keys"])


def adopt_replies(claim: Claim) -> None:
    """Apply replies whose contact has become known."""
    replies.adopt(claim.params["user_id"])


def send_auto_reply(claim: Claim) -> None:
    """Send a reply at most once: the task is done before WhatsApp is called."""
    prepared = auto_replies.prepare(claim.params)
    claims.finish(claim, None)
    db.session.commit()
    outcome = asyncio.run(auto_replies.send(prepared)) if prepared else None
    if outcome and auto_replies.may_be_repeated(outcome) and claim.attempts < AUTO_REPLY_ATTEMPTS:
        claims.add_again(claim)


def forward(claim: Claim) -> None:
    """Forward a body at least once: the task is done when the other side has said "200"."""
    to, body = settings.forwarding(), forwarding.body_of(claim.params["event_id"])
    db.session.commit()
    if to and body and (fault := asyncio.run(forwarding.forward(body, to))):
        raise OtherSideAwayError(fault)
