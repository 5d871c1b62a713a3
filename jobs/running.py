"""Running the tasks that were claimed, each in transactions of its own."""

import logging

from jobs.registry import REGISTRY
from webapp import queues
from webapp.domain.messages import Message, of_error
from webapp.domain.translatable import Text
from webapp.extensions import db
from webapp.services.background import claims
from webapp.services.background.claims import Claim

log = logging.getLogger(__name__)

#: Letters of an error that is no text of ours.
ERROR_LETTERS = 500


def run(claim: Claim) -> Exception | None:
    """Do the task and note how it ended; commits. Returns what went wrong.

    Nothing is done where the claim was lost, because a worker was away for longer than its lease.
    """
    handling = REGISTRY[claim.kind]
    try:
        if claims.hold(claim) is not None:
            claims.finish(claim, handling.handler(claim))
        db.session.commit()
        if handling.then:
            queues.enqueue_best_effort(handling.then)
    except Exception as fault:  # whatever it is, the other tasks go on
        db.session.rollback()
        log.warning("The task %s (%s) failed.", claim.id, claim.kind, exc_info=True)
        claims.postpone(claim, _message(fault), handling.attempts)
        if handling.report_fault:
            handling.report_fault(claim, fault)
        db.session.commit()
        return fault
    return None


def _message(fault: Exception) -> Message:
    """Say what went wrong: in our words where the fault has them, else as the fault itself."""
    text = fault.args[0] if fault.args else ""
    is_ours = isinstance(text, Text)
    return of_error(text if is_ours else f"{type(fault).__name__}: {fault}"[:ERROR_LETTERS])
