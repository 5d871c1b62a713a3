"""Doing many things, so that a bad one spoils none of the others."""

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from sqlalchemy.exc import OperationalError

from webapp.domain.operations.audit_labels import THINGS
from webapp.domain.translatable import N_
from webapp.extensions import db
from webapp.services.operations import incidents

log = logging.getLogger(__name__)

Item = TypeVar("Item")
Answer = TypeVar("Answer")


def apply(
    items: Sequence[Item], do: Callable[[Sequence[Item]], Answer]
) -> tuple[list[Answer], list[tuple[Item, str]]]:
    """Do it for all items at once; where that fails, for each half on its own.

    Answers what was answered, and each single item that failed with the reason. Trouble that is
    not the items' own (a lock, a lost connection) is raised: the whole is tried again later.
    """
    if not items:
        return [], []
    try:
        with db.session.begin_nested():
            return [do(items)], []
    except OperationalError:
        raise
    except Exception as fault:  # whatever it is, it must not block the queue
        if len(items) == 1:
            return [], [(items[0], f"{type(fault).__name__}: {fault}"[:500])]
    half = len(items) // 2
    first, bad = apply(items[:half], do)
    second, bad_too = apply(items[half:], do)
    return first + second, bad + bad_too


def each_in_own_transaction(
    work: str, thing: str, keys: Iterable[Item], do: Callable[[Item], Answer]
) -> list[Answer]:
    """Do it for each of the things, each in a transaction of its own; commits.

    Answers what was answered. What failed is undone and logged, and staff are told of it until
    the same work goes well.
    """
    answers, bad = [], []
    for key in keys:
        try:
            answer = do(key)
            db.session.commit()
        except Exception as fault:  # whatever it is, the others go on
            db.session.rollback()
            log.exception("%s of %s %s", work, thing, key)
            bad.append((f"{thing} {key}", fault_message(thing, key, fault)))
        else:
            answers.append(answer)
    kind = f"{work}_fault"
    for subject, words in bad:
        incidents.open_incident(kind, subject, words)
    incidents.close_others(kind, [subject for subject, _words in bad])
    db.session.commit()
    return answers


def fault_message(thing: str, key: object, fault: Exception) -> str:
    """Return what staff should know of a thing that a fault of ours holds up."""
    return N_(
        "%(thing)s %(key)s can't go on, because of a fault in this application. All else goes "
        "on, and this is tried again by itself. Tell whoever looks after the application: its "
        "log says more of %(fault)s.",
        thing=THINGS[thing],
        key=str(key),
        fault=type(fault).__name__,
    )
