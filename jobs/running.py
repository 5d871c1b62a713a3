"""Running claimed tasks, each in its own transactions."""

import logging

from jobs.registry import REGISTRY
from webapp import queues
from webapp.domain.masking import masked_log
from webapp.domain.messages import Message, of_error
from webapp.domain.translatable import Text
from webapp.extensions import db
from webapp.services.background import claims
from webapp.services.background.claims import Claim

log = logging.getLogger(__name__)

#: The most characters stored of an error message that is not our own.
ERROR_LETTERS = 500


def run(claim: Claim) -> Exception | None:
    """Return the error of the task, or None, after running it and storing its end; commits.

    Nothing is done if the claim was lost because the worker was away longer than its lease.
    """
    handling = REGISTRY[claim.kind]
    try:
        if claims.hold(claim) is not None:
            claims.finish(claim, handling.handler(claim))
        db.session.commit()
        if handling.then:
            queues.enqueue_best_effort(handling.then)
    except Exception as fault:  # whatever it is, the other tasks continue
        db.session.rollback()
        log.warning("The task %s (%s) failed.", claim.id, claim.kind, exc_info=True)
        claims.postpone(claim, _message(fault), handling.attempts)
        if handling.report_fault:
            handling.report_fault(claim, fault)
        db.session.commit()
        return fault
    return None


def _message(fault: Exception) -> Message:
    """Return what went wrong: our own message if the error has one, else the error's text."""
    text = fault.args[0] if fault.args else ""
    if isinstance(text, Text):
        return of_error(text)
    return of_error(masked_log(f"{type(fault).__name__}: {fault}")[:ERROR_LETTERS])
