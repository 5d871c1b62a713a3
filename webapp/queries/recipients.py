"""Reading the people of campaigns."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import joinedload

from webapp.domain.recipient_status import RecipientStatus
from webapp.extensions import db
from webapp.models import Campaign, CampaignKind, Contact, Recipient


def lacking(campaign_id: uuid.UUID, keys: Sequence[str]) -> dict[str, int]:
    """Count for each variable the people who would read nothing in its place."""
    if not keys:
        return {}
    counts = [
        func.count().filter(func.coalesce(Recipient.variables.op("->>")(key), "") == "")
        for key in keys
    ]
    waiting = select(*counts).where(
        Recipient.campaign_id == campaign_id, Recipient.status == RecipientStatus.PENDING
    )
    return dict(zip(keys, db.session.execute(waiting).one(), strict=True))


def of_message(message_id: uuid.UUID) -> Recipient | None:
    """Find the one recipient of a single message; None where there is no such message."""
    return db.session.scalars(
        select(Recipient)
        .join(Campaign)
        .where(Campaign.id == message_id, Campaign.kind == CampaignKind.MESSAGE)
    ).one_or_none()


@dataclass(frozen=True)
class Page:
    """A page of recipients; `next_cursor` is None on the last one."""

    recipients: Sequence[Recipient]
    next_cursor: int | None


def page(
    campaign_id: uuid.UUID,
    status: RecipientStatus | None = None,
    phone_number: str | None = None,
    after: int = 0,
    limit: int = 50,
) -> Page:
    """List recipients in the order in which they are written to, from after the cursor."""
    chosen: Select[Recipient] = (
        select(Recipient)
        .options(joinedload(Recipient.contact))
        .where(Recipient.campaign_id == campaign_id, Recipient.position > after)
        .order_by(Recipient.position)
        .limit(limit + 1)
    )
    if status is not None:
        chosen = chosen.where(Recipient.status == status)
    if phone_number is not None:
        chosen = chosen.where(Recipient.phone_number == phone_number)
    found = db.session.scalars(chosen).all()
    return Page(found[:limit], found[limit - 1].position if len(found) > limit else None)


#: What a file of recipients tells of each; plain columns, because a million objects take long.
_TOLD = (
    Recipient.position,
    Recipient.phone_number,
    Contact.name,
    Recipient.status,
    Recipient.skip_reason,
    Recipient.error_code,
    Recipient.error_details,
    Recipient.attempts,
    Recipient.queued_at,
    Recipient.accepted_at,
    Recipient.delivered_at,
    Recipient.read_at,
    Recipient.failed_at,
)


def rows(
    campaign_id: uuid.UUID, status: RecipientStatus | None = None, size: int = 2000
) -> Iterator[Sequence[Row[*tuple[Any, ...]]]]:
    """Read all recipients with their contacts' names, `size` at a time, in order of position.

    The connection is given back between two portions, however slowly they are taken.
    """
    after = 0
    while True:
        chosen = (
            select(*_TOLD)
            .outerjoin(Contact, Recipient.contact_id == Contact.id)
            .where(Recipient.campaign_id == campaign_id, Recipient.position > after)
            .order_by(Recipient.position)
            .limit(size)
        )
        if status is not None:
            chosen = chosen.where(Recipient.status == status)
        portion = db.session.execute(chosen).all()
        if not portion:
            return
        after = portion[-1].position
        yield portion
        db.session.close()
