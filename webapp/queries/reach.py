"""Whom a draft would write to: from the audience's rule down to the people who are left."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, literal, select

from webapp.domain.recipient_status import RecipientStatus
from webapp.extensions import db
from webapp.models import Campaign, Contact, Recipient
from webapp.queries import audiences, patience, statistics, values


@dataclass(frozen=True)
class Reach:
    """The counts of a draft's people; `people` is whoever is left to be written to."""

    matching: int = 0  # whom the audience's rule selects
    unsubscribed: int = 0  # of them
    added_already: int = 0  # of them, by number
    added: int = 0  # by number, or by a program
    withdrawn: int = 0  # of them: have unsubscribed since
    lacking: int = 0  # of all of them: left out, as they have no value for a variable

    @property
    def people(self) -> int:
        by_rule = self.matching - self.unsubscribed - self.added_already
        return by_rule + self.added - self.withdrawn - self.lacking


def of(campaign: Campaign) -> Reach:
    """Count whom the campaign would write to if it were activated now."""
    counted = statistics.of(campaign.id)
    added, withdrawn = counted.total, counted.counts[RecipientStatus.SKIPPED]
    lacking = values.left_out(campaign)
    if campaign.target_audience is None:
        return Reach(added=added, withdrawn=withdrawn, lacking=lacking)
    everyone = audiences.selected(campaign.target_audience, subscribed_only=False)
    subscribed = Contact.subscription == "subscribed"
    matching, agreed, overlap = db.session.execute(
        everyone.with_only_columns(
            func.count(),
            func.count().filter(subscribed),
            func.count().filter(subscribed, _is_added(campaign)) if added else literal(0),
        )
    ).one()
    return Reach(matching, matching - agreed, overlap, added, withdrawn, lacking)


def in_time(campaign: Campaign) -> tuple[int | None, Mapping[str, int]]:
    """Count whom the campaign would write to, and who lacks a value; None where that takes long."""
    counted = patience.within(
        audiences.PATIENCE, lambda: (of(campaign).people, values.lacking(campaign))
    )
    return counted or (None, {})


def sample(campaign: Campaign) -> list[int]:
    """Name some of the people whom the audience's rule selects by their ids."""
    return [] if campaign.target_audience is None else audiences.sample(campaign.target_audience)


def _is_added(campaign: Campaign) -> ColumnElement[bool]:
    return (
        select(Recipient.id)
        .where(Recipient.campaign_id == campaign.id, Recipient.contact_id == Contact.id)
        .exists()
    )
