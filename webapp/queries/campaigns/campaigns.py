"""Lists of campaigns."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.orm import joinedload

from webapp.domain.campaigns.status import CampaignStatus
from webapp.extensions import db
from webapp.models import Campaign, CampaignKind


@dataclass(frozen=True)
class Page:
    """A page of campaigns; `next_cursor` is None on the last one."""

    campaigns: Sequence[Campaign]
    next_cursor: tuple[datetime, uuid.UUID] | None


def page(
    status: CampaignStatus | None = None,
    search: str = "",
    after: tuple[datetime, uuid.UUID] | None = None,
    limit: int = 50,
) -> Page:
    """Return a page of campaigns, the newest first, after the cursor."""
    statement = (
        select(Campaign)
        .options(joinedload(Campaign.message_template), joinedload(Campaign.sender))
        .where(Campaign.kind == CampaignKind.CAMPAIGN, *matching(status, search))
        .order_by(Campaign.created_at.desc(), Campaign.id.desc())
        .limit(limit + 1)
    )
    if after is not None:
        statement = statement.where(tuple_(Campaign.created_at, Campaign.id) < after)
    campaigns = db.session.scalars(statement).all()
    last = campaigns[limit - 1] if len(campaigns) > limit else None
    return Page(campaigns[:limit], (last.created_at, last.id) if last else None)


def selected(
    ids: Collection[uuid.UUID] | None, status: CampaignStatus | None = None, search: str = ""
) -> Sequence[Campaign]:
    """Return the ticked campaigns, or all that the list's filter matches."""
    statement = select(Campaign).where(Campaign.kind == CampaignKind.CAMPAIGN)
    if ids is not None:
        statement = statement.where(Campaign.id.in_(ids))
    else:
        statement = statement.where(*matching(status, search))
    return db.session.scalars(
        statement.order_by(Campaign.created_at.desc(), Campaign.id.desc())
    ).all()


def matching(status: CampaignStatus | None, search: str) -> list[ColumnElement[bool]]:
    """Return the conditions of the campaigns that a list shows."""
    conditions: list[ColumnElement[bool]] = []
    if status is not None:
        conditions.append(Campaign.status == status)
    if search:
        conditions.append(Campaign.name.icontains(search, autoescape=True))
    return conditions


def status_counts(search: str = "") -> dict[CampaignStatus, int]:
    """Return the number of matching campaigns by status, empty statuses included."""
    counts = db.session.execute(
        select(Campaign.status, func.count())
        .where(Campaign.kind == CampaignKind.CAMPAIGN, *matching(None, search))
        .group_by(Campaign.status)
    )
    return dict.fromkeys(CampaignStatus, 0) | dict(counts.all())
