"""Choosing contacts by a filter, and counting them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select, true

from webapp import clock
from webapp.domain.audiences.audience_filter import Condition, parse
from webapp.extensions import db
from webapp.models import Contact, Subscription
from webapp.queries.audiences import clauses
from webapp.queries.operations import statement_timeout

#: For which a request may wait.
PATIENCE = timedelta(seconds=2)
#: What is said of a count that is not there yet has to be found in a moment.
AT_A_GLANCE, GLANCE = 10_000, timedelta(milliseconds=60)
IS_SUBSCRIBED = Contact.subscription == Subscription.SUBSCRIBED


def selected(filter_: Mapping[str, Any], *, subscribed_only: bool = True) -> Select[Contact]:
    """Select the contacts whom the filter matches; never anyone who unsubscribed, unless asked.

    Raises InvalidFilter.
    """
    parsed, now = parse(filter_), clock.now()
    left_out = clauses.excluded(parsed, now)
    chosen = select(Contact).where(clauses.matching(parsed, now))
    if left_out:
        chosen = chosen.where(not_(or_(*left_out)))
    return chosen.where(IS_SUBSCRIBED) if subscribed_only else chosen


def count(filter_: Mapping[str, Any], *, subscribed_only: bool = True) -> int:
    """Count the contacts whom the filter selects."""
    chosen = selected(filter_, subscribed_only=subscribed_only).with_only_columns(func.count())
    return db.session.scalar(chosen) or 0


def are_more_than(people: int, filter_: Mapping[str, Any]) -> bool:
    """Answer whether the filter selects more people; too many to tell in time are more."""
    return _are_more(people, filter_, PATIENCE) is not False


def _are_more(people: int, filter_: Mapping[str, Any], limit: timedelta) -> bool | None:
    """Look for so many and one more; None where that takes longer."""
    some = selected(filter_).with_only_columns(Contact.id).limit(people + 1).subquery()
    counted = select(func.count()).select_from(some)
    found = statement_timeout.within(limit, lambda: db.session.scalar(counted))
    return None if found is None else found > people


def at_least(filter_: Mapping[str, Any] | None) -> int:
    """Answer a number that the filter surely selects more people than; 0 where none is at hand."""
    is_more = filter_ is not None and _are_more(AT_A_GLANCE, filter_, GLANCE)
    return AT_A_GLANCE if is_more else 0


@dataclass(frozen=True)
class Waterfall:
    """From whom the conditions match down to whom can be written to."""

    matching: int
    left_out: tuple[tuple[Condition, int], ...]  # by each exclusion, those before it left aside
    unsubscribed: int
    among: int = 0  # of the people who are left: those who were asked about besides

    @property
    def people(self) -> int:
        return self.matching - sum(people for _, people in self.left_out) - self.unsubscribed


def waterfall(filter_: Mapping[str, Any], among: ColumnElement[bool] | None = None) -> Waterfall:
    """Count every step of the filter, in one pass over the contacts."""
    parsed, now = parse(filter_), clock.now()
    exclusions = clauses.excluded(parsed, now)
    falls = [
        and_(one, *(not_(before) for before in exclusions[:place]))
        for place, one in enumerate(exclusions)
    ]
    stays = and_(true(), *(not_(one) for one in exclusions))
    steps = [*falls, and_(not_(IS_SUBSCRIBED), stays)]
    if among is not None:
        steps.append(and_(IS_SUBSCRIBED, stays, among))
    chosen = select(func.count(), *(func.count().filter(one) for one in steps))
    of_all = chosen.select_from(Contact).where(clauses.matching(parsed, now))
    matching, *counted = db.session.execute(of_all).one()
    left_out = tuple(zip(parsed.exclude, counted, strict=False))
    return Waterfall(matching, left_out, *counted[len(falls) :])


def sample(filter_: Mapping[str, Any], size: int = 5) -> list[int]:
    """Name some of the people whom the filter selects by their ids, the newest first."""
    chosen = selected(filter_).with_only_columns(Contact.id)
    return list(db.session.scalars(chosen.order_by(Contact.id.desc()).limit(size)))
