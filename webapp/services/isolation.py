"""Applying many items together, so that a bad one spoils none of the others."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy.exc import OperationalError

from webapp.extensions import db

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
