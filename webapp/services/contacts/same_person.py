"""Noting that two contacts are one person; a background task merges them."""

from collections.abc import Iterable, Sequence

from webapp.models import TaskKind
from webapp.services.background import tasks


def schedule_merges(pairs: Iterable[Sequence[str]]) -> None:
    """Schedule a merge for each pair of keys: match keys of numbers, or user ids.

    Keys and not contacts, because one of the two may be merged with a third meanwhile. The merge
    needs the portfolios' locks, which the webhook must not wait for.
    """
    wanted = dict.fromkeys(tuple(sorted(pair)) for pair in pairs)
    tasks.add_all(TaskKind.MERGE_CONTACTS, ({"keys": list(pair)} for pair in wanted))
