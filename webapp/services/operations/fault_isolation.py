"""Running the same work for many keys, so that an error with one does not stop the others."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from webapp.domain.messages import Message, coded
from webapp.domain.operations.audit_labels import THINGS
from webapp.extensions import db
from webapp.services.operations import incidents

log = logging.getLogger(__name__)

Item = TypeVar("Item")
Result = TypeVar("Result")


def each_in_own_transaction(
    work: str, thing: str, keys: Iterable[Item], do: Callable[[Item], Result]
) -> list[Result]:
    """Call `do` with each key, each in its own transaction; commits.

    Returns the results. What fails is rolled back and logged, and an incident is open until the
    same work succeeds.
    """
    results, failed = [], []
    for key in keys:
        try:
            result = do(key)
            db.session.commit()
        except Exception as fault:  # whatever it is, the others continue
            db.session.rollback()
            log.exception("%s of %s %s", work, thing, key)
            failed.append((f"{thing} {key}", fault_message(thing, key, fault)))
        else:
            results.append(result)
    kind = f"{work}_fault"
    for subject, message in failed:
        incidents.open_incident(kind, subject, message)
    incidents.close_others(kind, [subject for subject, _ in failed])
    db.session.commit()
    return results


def fault_message(thing: str, key: object, fault: Exception) -> Message:
    """Return the message for staff about work that an internal error delays."""
    return coded(
        "operations.work_fault", thing=THINGS[thing], key=str(key), fault=type(fault).__name__
    )
