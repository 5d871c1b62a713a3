"""The results of campaigns, read from their counters; never counts recipients."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Row, func, select

from webapp.domain.recipients.status import ACCEPTED, WAITING, RecipientStatus
from webapp.extensions import db
from webapp.models import CampaignCounter


@dataclass(frozen=True)
class Statistics:
    """How many recipients of a campaign have each status."""

    counts: dict[RecipientStatus, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def waiting(self) -> int:
        """Return the number still to be sent to."""
        return sum(self.counts[status] for status in WAITING)

    @property
    def not_skipped(self) -> int:
        """Return the number that the campaign has sent to or will send to."""
        return self.total - self.counts[RecipientStatus.SKIPPED]

    @property
    def done(self) -> int:
        """Return the number whose outcome is known: they do not wait and are not unconfirmed."""
        return self.total - self.waiting - self.unconfirmed

    @property
    def sent(self) -> int:
        """Return the number accepted by WhatsApp and not failed since, also delivered or read."""
        return sum(self.counts[status] for status in ACCEPTED)

    @property
    def written(self) -> int:
        """Return the number whose message WhatsApp took or refused; not the unconfirmed ones."""
        return self.sent + self.counts[RecipientStatus.FAILED]

    @property
    def unconfirmed(self) -> int:
        """Return the number of whom it is not known whether WhatsApp took the message."""
        return self.counts[RecipientStatus.UNCONFIRMED]

    @property
    def delivered(self) -> int:
        """Return the number on the recipients' devices; read included."""
        return self.counts[RecipientStatus.DELIVERED] + self.counts[RecipientStatus.READ]

    @property
    def read(self) -> int:
        return self.counts[RecipientStatus.READ]

    @property
    def progress_percentage(self) -> float:
        """Return the share of recipients who do not wait any more; unconfirmed ones included."""
        return percentage(self.total - self.waiting, self.total)

    @property
    def delivery_rate(self) -> float:
        """Return the share delivered, of those that were sent or failed."""
        return percentage(self.delivered, self.sent + self.counts[RecipientStatus.FAILED])

    @property
    def read_rate(self) -> float:
        """Return the share read, of those delivered."""
        return percentage(self.read, self.delivered)


def percentage(part: int, whole: int) -> float:
    """Return the part in per cent, to one decimal; 0 if the whole is 0.

    >>> percentage(1, 3), percentage(0, 0)
    (33.3, 0.0)
    """
    return round(100 * part / whole, 1) if whole else 0.0


def for_campaign(campaign_id: uuid.UUID) -> Statistics:
    """Return one campaign's statistics."""
    return for_campaigns([campaign_id])[campaign_id]


def for_campaigns(campaign_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Statistics]:
    """Return the statistics of several campaigns, in one statement."""
    counts = {key: dict.fromkeys(RecipientStatus, 0) for key in campaign_ids}
    rows = db.session.execute(
        select(CampaignCounter.campaign_id, CampaignCounter.name, func.sum(CampaignCounter.amount))
        .where(CampaignCounter.campaign_id.in_(counts), CampaignCounter.day.is_(None))
        .group_by(CampaignCounter.campaign_id, CampaignCounter.name)
    )
    for campaign_id, name, amount in rows:
        counts[campaign_id][RecipientStatus(name)] = int(amount)
    return {key: Statistics(value) for key, value in counts.items()}


@dataclass(frozen=True)
class Day:
    """The results of a campaign on one day, in its zone."""

    day: date
    sent: int = 0
    delivered: int = 0
    read: int = 0
    failed: int = 0
    opted_out: int = 0
    #: Charged by WhatsApp: delivered, and not free.
    billed: int = 0
    #: The ways in which marketing went, as far as receipts say so; by the day of the message.
    by_marketing_api: int = 0
    by_cloud_api: int = 0


#: The counters with a day, and their names in `Day`.
_FIELDS = {
    "accepted": "sent",
    "delivered": "delivered",
    "read": "read",
    "failed": "failed",
    "opted_out": "opted_out",
    "billed": "billed",
    "by_marketing_api": "by_marketing_api",
    "by_cloud_api": "by_cloud_api",
}


def by_day(campaign_ids: Iterable[uuid.UUID], since: date | None = None) -> list[Day]:
    """Return the results of the campaigns together, a row a day, the oldest first."""
    is_later = CampaignCounter.day.is_not(None) if since is None else CampaignCounter.day >= since
    return _days(CampaignCounter.campaign_id.in_(campaign_ids), is_later)


def with_days(campaign_id: uuid.UUID) -> tuple[Statistics, list[Day]]:
    """Return the campaign's statistics and its results by day, in one statement."""
    rows = db.session.execute(
        select(CampaignCounter.day, CampaignCounter.name, func.sum(CampaignCounter.amount))
        .where(CampaignCounter.campaign_id == campaign_id)
        .group_by(CampaignCounter.day, CampaignCounter.name)
        .order_by(CampaignCounter.day)
    ).all()
    counts = {RecipientStatus(name): int(amount) for day, name, amount in rows if day is None}
    return Statistics(dict.fromkeys(RecipientStatus, 0) | counts), _by_day(rows)


def last_days(today: date, days: int = 30) -> list[Day]:
    """Return the results of all campaigns together, for every day until today."""
    dates = [today - timedelta(days=ago) for ago in range(days - 1, -1, -1)]
    results = {day.day: day for day in _days(CampaignCounter.day.between(dates[0], today))}
    return [results.get(day) or Day(day) for day in dates]


def _days(*conditions: ColumnElement[bool]) -> list[Day]:
    return _by_day(
        db.session.execute(
            select(CampaignCounter.day, CampaignCounter.name, func.sum(CampaignCounter.amount))
            .where(*conditions)
            .group_by(CampaignCounter.day, CampaignCounter.name)
            .order_by(CampaignCounter.day)
        )
    )


def _by_day(rows: Iterable[Row[date | None, str, int]]) -> list[Day]:
    days: dict[date, dict[str, int]] = {}
    for day, name, amount in rows:
        if day is not None:  # counters without a day are the statuses
            days.setdefault(day, {})[_FIELDS[name]] = int(amount)
    return [Day(day, **counts) for day, counts in days.items()]
