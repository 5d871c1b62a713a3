"""Applying many items at once, so that a faulty one does not block the others."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from psycopg.errors import ProgramLimitExceeded
from sqlalchemy.exc import OperationalError

from webapp.domain.masking import masked_log
from webapp.extensions import db

Item = TypeVar("Item")
Result = TypeVar("Result")


def apply_bisecting(
    items: Sequence[Item], do: Callable[[Sequence[Item]], Result]
) -> tuple[list[Result], list[tuple[Item, str]]]:
    """Call `do` with all items at once; if that fails, with each half, and so on.

    Returns the results, and each single item that failed with the reason. An error that the
    items did not cause (a lock, a lost connection) is raised: the caller tries all again later.
    """
    if not items:
        return [], []
    try:
        with db.session.begin_nested():
            return [do(items)], []
    except Exception as fault:  # whatever it is, it must not block the queue
        if isinstance(fault, OperationalError) and not _is_too_large(fault):
            raise
        if len(items) == 1:
            return [], [(items[0], masked_log(f"{type(fault).__name__}: {fault}")[:500])]
    half = len(items) // 2
    first_results, first_failed = apply_bisecting(items[:half], do)
    second_results, second_failed = apply_bisecting(items[half:], do)
    return first_results + second_results, first_failed + second_failed


def _is_too_large(fault: OperationalError) -> bool:
    """Return whether a value doesn't fit, such as an id of thousands of characters in an index."""
    return isinstance(fault.orig, ProgramLimitExceeded)
