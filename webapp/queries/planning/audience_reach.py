"""How many recipients a draft would have, from the audience's rule step by step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from webapp.domain.recipients.status import RecipientStatus
from webapp.models import Campaign, Contact, Recipient
from webapp.queries.audiences import audiences
from webapp.queries.campaigns import statistics
from webapp.queries.operations import statement_timeout
from webapp.queries.recipients import variable_coverage


@dataclass(frozen=True)
class Reach:
    """The counts of a draft's contacts; `recipients` are those left to be sent to."""

    matching: int = 0  # those that meet the conditions of the audience's rule
    left_out: Sequence[int] = ()  # of them, by each of its exclusions
    unsubscribed: int = 0  # of the others
    added_already: int = 0  # of them, by number
    added: int = 0  # by number, or by a program
    withdrawn: int = 0  # of them: those who have unsubscribed since
    lacking: int = 0  # of all: skipped, as they have no value for a variable

    @property
    def recipients(self) -> int:
        left_out = sum(self.left_out) + self.unsubscribed + self.added_already
        by_rule = self.matching - left_out
        return by_rule + self.added - self.withdrawn - self.lacking


def for_draft(campaign: Campaign) -> Reach:
    """Return the counts of the campaign's recipients if it were activated now."""
    results = statistics.for_campaign(campaign.id)
    added, withdrawn = results.total, results.counts[RecipientStatus.SKIPPED]
    lacking = variable_coverage.count_skipped(campaign)
    if campaign.target_audience is None:
        return Reach(added=added, withdrawn=withdrawn, lacking=lacking)
    fall = audiences.waterfall(campaign.target_audience, _is_added(campaign) if added else None)
    left_out = tuple(contacts for _, contacts in fall.left_out)
    return Reach(fall.matching, left_out, fall.unsubscribed, fall.among, added, withdrawn, lacking)


def within_time_limit(campaign: Campaign) -> tuple[int | None, Mapping[str, int]]:
    """Return the number of recipients, and who lacks a value; None if that takes too long."""
    counts = statement_timeout.within(
        audiences.COUNT_TIMEOUT,
        lambda: (for_draft(campaign).recipients, variable_coverage.missing_counts(campaign)),
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
