"""Doing what is to be done because of what WhatsApp told us."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime

from webapp import clock
from webapp.domain.sending.error_policy import classify
from webapp.domain.webhook.events import ProviderFault
from webapp.extensions import db
from webapp.models import Errand, ErrandKind, Recipient
from webapp.queries.operations import settings
from webapp.services.background import errands
from webapp.services.operations import restore_guard
from webapp.services.sending import refusals
from webapp.services.sending.outcomes import Refusal
from webapp.services.webhook import auto_replies, forwarding, platform_events, replies


class OtherSideAwayError(Exception):
    """Nobody answers there: what else is for them can wait as well."""


def run_errands() -> None:
    """Do the errands that are due. Safe to run twice at once, and to be killed at any point.

    Nobody is answered out of an older copy of the database, which may have answered already.
    """
    may_send = restore_guard.holds(clock.now())
    db.session.commit()
    do_due(ErrandKind if may_send else set(ErrandKind) - {ErrandKind.ANSWER})


def do_due(kinds: Iterable[ErrandKind]) -> None:
    """Do the errands of these kinds one after the other, each in a transaction of its own."""
    left = set(kinds)
    while errand := errands.take(left):
        db.session.commit()
        kind = ErrandKind(errand.kind)
        try:
            DOING[kind](errand)
            db.session.commit()
        except Exception as fault:  # whatever it is, the others go on
            db.session.rollback()
            errands.postpone(errand, _said(fault))
            db.session.commit()
            left -= {kind} if isinstance(fault, OtherSideAwayError) else set()
    db.session.commit()


def _said(fault: Exception) -> str:
    """Say what went wrong: in words where they are ours, as the fault itself where not."""
    if isinstance(fault, OtherSideAwayError):
        return str(fault)
    return f"{type(fault).__name__}: {fault}"[:500]


def _refusal(errand: Errand) -> None:
    """Act on a failed receipt that concerns more than its recipient."""
    details = errand.details
    recipient = db.session.get(Recipient, details["recipient_id"])
    if recipient:
        fault = ProviderFault(details["code"], details["title"], details["details"])
        at = datetime.fromisoformat(details["at"]) if "at" in details else None
        refusal = Refusal(classify(fault, by_receipt=True), fault, recipient.id, at)
        refusals.apply(recipient.campaign, [refusal])
    errands.done(errand)


def _platform(errand: Errand) -> None:
    platform_events.apply(errand.details)
    errands.done(errand)


def _adopt(errand: Errand) -> None:
    replies.adopt(errand.details["user_id"])
    errands.done(errand)


def _answer(errand: Errand) -> None:
    """Send an answer at most once: the errand is forgotten before WhatsApp is called."""
    details, tries = dict(errand.details), errand.tries
    prepared = auto_replies.prepare(details)
    errands.done(errand)
    db.session.commit()
    if prepared and auto_replies.may_be_repeated(asyncio.run(auto_replies.send(prepared))):
        errands.renew(ErrandKind.ANSWER, details, tries)


def _forward(errand: Errand) -> None:
    """Pass a body on at least once: the errand is kept until the other side has said "200"."""
    to, body = settings.forwarding(), forwarding.body_of(errand.details["event_id"])
    db.session.commit()
    if to and body and (fault := asyncio.run(forwarding.pass_on(body, to))):
        raise OtherSideAwayError(fault)
    errands.done(errand)


#: What is done for each kind of errand.
DOING: dict[ErrandKind, Callable[[Errand], None]] = {
    ErrandKind.REFUSAL: _refusal,
    ErrandKind.PLATFORM: _platform,
    ErrandKind.ADOPT: _adopt,
    ErrandKind.ANSWER: _answer,
    ErrandKind.FORWARD: _forward,
}
#: Those that need nobody but our own database.
AT_HOME = (ErrandKind.REFUSAL, ErrandKind.PLATFORM, ErrandKind.ADOPT)
