"""How many recipients a draft would have, from the audience's rule step by step."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import ColumnElement, select

from webapp import clock
from webapp.domain.recipients.status import RecipientStatus
from webapp.models import Campaign, Contact, Recipient
from webapp.queries.audiences import audiences
from webapp.queries.campaigns import statistics
from webapp.queries.operations import statement_timeout
from webapp.queries.recipients import country_rules, variable_coverage


@dataclass(frozen=True)
class Reach:
    """The counts of a draft's contacts; `recipients` are those left to be sent to."""

    matching: int = 0  # those that meet the conditions of the audience's rule
    left_out: Sequence[int] = ()  # of them, by each of its exclusions
    unsubscribed: int = 0  # of the others
    added_already: int = 0  # of them, by number
    added: int = 0  # by number, or by a program
    withdrawn: int = 0  # of them: those who have unsubscribed since
    not_allowed: Mapping[str, int] = field(default_factory=dict)  # of all: skipped, by country
    lacking: int = 0  # of the others: skipped, as they have no value for a variable

    @property
    def recipients(self) -> int:
        left_out = sum(self.left_out) + self.unsubscribed + self.added_already
        by_rule = self.matching - left_out
        not_allowed = sum(self.not_allowed.values())
        return by_rule + self.added - self.withdrawn - not_allowed - self.lacking


def for_draft(campaign: Campaign, countries: Sequence[str] = ()) -> Reach:
    """Return the counts of the campaign's recipients if it were activated now.

    People in the countries, which are not allowed, would be skipped.
    """
    results = statistics.for_campaign(campaign.id)
    added, withdrawn = results.total, results.counts[RecipientStatus.SKIPPED]
    of_added = Reach(
        added=added,
        withdrawn=withdrawn,
        not_allowed=country_rules.counts_of_added(campaign, countries) if added else {},
        lacking=variable_coverage.count_skipped(campaign, countries),
    )
    if campaign.target_audience is None:
        return of_added
    is_added = _is_added(campaign) if added else None
    fall = audiences.waterfall(campaign.target_audience, is_added, countries)
    return replace(
        of_added,
        matching=fall.matching,
        left_out=tuple(contacts for _, contacts in fall.left_out),
        unsubscribed=fall.unsubscribed,
        added_already=fall.among,
        not_allowed=dict(Counter(of_added.not_allowed) + Counter(fall.not_allowed)),
    )


def within_time_limit(campaign: Campaign) -> tuple[int | None, Mapping[str, int]]:
    """Return the number of recipients, and who lacks a value; None if that takes too long."""
    countries = country_rules.blocked(campaign, clock.now())
    counts = statement_timeout.within(
        audiences.COUNT_TIMEOUT,
        lambda: (
            for_draft(campaign, countries).recipients,
            variable_coverage.missing_counts(campaign, countries=countries),
        ),
    )
    return counts or (None, {})


def sample(campaign: Campaign) -> list[int]:
    """Return the ids of some of the contacts that the audience's rule selects."""
    return [] if campaign.target_audience is None else audiences.sample(campaign.target_audience)


def _is_added(campaign: Campaign) -> ColumnElement[bool]:
    return (
        select(Recipient.id)
        .where(Recipient.campaign_id == campaign.id, Recipient.contact_id == Contact.id)
        .exists()
    )
