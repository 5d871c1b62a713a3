"""Selecting contacts by a filter, and counting them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, not_, or_, select, true

from webapp import clock
from webapp.domain.audiences.audience_filter import Condition, parse
from webapp.extensions import db
from webapp.models import Contact, Subscription
from webapp.queries.audiences import clauses
from webapp.queries.operations import statement_timeout

#: The longest time that a request waits for a count.
COUNT_TIMEOUT = timedelta(seconds=2)
#: The contacts and the time that a page tries when it shows a lower bound instead of a count.
LOWER_BOUND, LOWER_BOUND_TIMEOUT = 10_000, timedelta(milliseconds=60)
IS_SUBSCRIBED = Contact.subscription == Subscription.SUBSCRIBED


def selected(filter_: Mapping[str, Any], *, subscribed_only: bool = True) -> Select[Contact]:
    """Return the statement for the contacts that match the filter, by default only subscribed ones.

    Raises InvalidFilter.
    """
    parsed, now = parse(filter_), clock.now()
    excluded = clauses.excluded(parsed, now)
    statement = select(Contact).where(clauses.matching(parsed, now))
    if excluded:
        statement = statement.where(not_(or_(*excluded)))
    return statement.where(IS_SUBSCRIBED) if subscribed_only else statement


def count(filter_: Mapping[str, Any], *, subscribed_only: bool = True) -> int:
    """Return the number of contacts that the filter selects."""
    statement = selected(filter_, subscribed_only=subscribed_only)
    return db.session.scalar(statement.with_only_columns(func.count())) or 0


def are_more_than(number: int, filter_: Mapping[str, Any]) -> bool:
    """Return whether the filter selects more contacts; a count that takes too long is more."""
    return _are_more(number, filter_, COUNT_TIMEOUT) is not False


def _are_more(number: int, filter_: Mapping[str, Any], timeout: timedelta) -> bool | None:
    """Return whether there is at least one more than the number; None if that takes longer."""
    limited = selected(filter_).with_only_columns(Contact.id).limit(number + 1).subquery()
    statement = select(func.count()).select_from(limited)
    counted = statement_timeout.within(timeout, lambda: db.session.scalar(statement))
    return None if counted is None else counted > number


def at_least(filter_: Mapping[str, Any] | None) -> int:
    """Return a lower bound of the selected contacts if it is found quickly; else 0."""
    is_more = filter_ is not None and _are_more(LOWER_BOUND, filter_, LOWER_BOUND_TIMEOUT)
    return LOWER_BOUND if is_more else 0


@dataclass(frozen=True)
class Waterfall:
    """The steps from the contacts that match to those who can be sent to."""

    matching: int
    left_out: tuple[tuple[Condition, int], ...]  # by each exclusion, after those before it
    unsubscribed: int
    among: int = 0  # of the contacts that remain: those that meet a further condition
    not_allowed: Mapping[str, int] = field(default_factory=dict)  # of the others, by country

    @property
    def contacts(self) -> int:
        return self.matching - sum(contacts for _, contacts in self.left_out) - self.unsubscribed


def waterfall(
    filter_: Mapping[str, Any],
    among: ColumnElement[bool] | None = None,
    countries: Sequence[str] = (),
) -> Waterfall:
    """Return the count of every step of the filter, in one pass over the contacts.

    Contacts in the countries, which are not allowed, are counted as well.
    """
    parsed, now = parse(filter_), clock.now()
    exclusions = clauses.excluded(parsed, now)
    excluded_at = [
        and_(exclusion, *(not_(before) for before in exclusions[:position]))
        for position, exclusion in enumerate(exclusions)
    ]
    remains = and_(true(), *(not_(exclusion) for exclusion in exclusions))
    further = false() if among is None else among
    steps = [
        *excluded_at,
        and_(not_(IS_SUBSCRIBED), remains),
        and_(IS_SUBSCRIBED, remains, further),
        *(
            and_(Contact.country == country, IS_SUBSCRIBED, remains, not_(further))
            for country in countries
        ),
    ]
    statement = select(func.count(), *(func.count().filter(step) for step in steps))
    matched = statement.select_from(Contact).where(clauses.matching(parsed, now))
    matching, *counts = db.session.execute(matched).one()
    left_out = tuple(zip(parsed.exclude, counts, strict=False))
    unsubscribed, among_, *by_country = counts[len(excluded_at) :]
    not_allowed = _positive(zip(countries, by_country, strict=True))
    return Waterfall(matching, left_out, unsubscribed, among_, not_allowed)


def _positive(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    return {country: contacts for country, contacts in counts if contacts}


def sample(filter_: Mapping[str, Any], size: int = 5) -> list[int]:
    """Return the ids of some contacts that the filter selects, the newest first."""
    statement = selected(filter_).with_only_columns(Contact.id)
    return list(db.session.scalars(statement.order_by(Contact.id.desc()).limit(size)))
