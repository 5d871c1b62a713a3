"""Processing the bodies that the webhook stored."""

import logging
import random
import time
from collections.abc import Callable

from sqlalchemy.exc import OperationalError

from jobs.deliver_outbox import LOCAL, deliver
from webapp import clock, queues
from webapp.extensions import db
from webapp.models import OUTBOX_KINDS
from webapp.services.background import claims
from webapp.services.sending import circuit_breaker
from webapp.services.webhook import drain

log = logging.getLogger(__name__)

#: How often we wait for other transactions before we raise an error.
LOCK_RETRIES = 20


def drain_webhook_events() -> None:
    """Apply the waiting bodies until none is left, then those that wait for another attempt.

    Safe to run twice at once, and to be killed at any point.
    """
    while giving_way(drain.drain):
        deliver(LOCAL)  # a refusal does not wait for the end of a burst
    while giving_way(drain.drain_parked):
        pass
    circuit_breaker.review_all(clock.now())
    deliver(LOCAL)
    if claims.is_any_due(OUTBOX_KINDS):
        queues.enqueue_best_effort("deliver_outbox")
    db.session.commit()


def giving_way(do: Callable[[], int]) -> int:
    """Return the result of the work and commit; try again if another worker holds a lock."""
    for _ in range(LOCK_RETRIES):
        try:
            done = do()
            db.session.commit()
        except OperationalError as trouble:
            db.session.rollback()
            log.info("Gave way: %s", trouble.orig)
            time.sleep(random.uniform(0.01, 0.2))  # noqa: S311
        else:
            return done
    done = do()
    db.session.commit()
    return done
