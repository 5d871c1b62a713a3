"""Reading the people of campaigns."""

import uuid
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import joinedload

from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Batch, Campaign, CampaignKind, Contact, Recipient
from webapp.queries.operations import keyset_pages
from webapp.queries.operations.keyset_pages import Cut, Order, Place
from webapp.queries.recipients import reasons


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


def has_test(campaign: Campaign) -> bool:
    """Answer whether someone was sent the draft's message, as it is now, as a test."""
    sent = select(Campaign.id).where(
        Campaign.kind == CampaignKind.MESSAGE,
        Campaign.message_template_id == campaign.message_template_id,
        Campaign.variables == campaign.variables,
        Campaign.created_at >= campaign.created_at,
    )
    return bool(db.session.scalar(select(sent.exists())))


def matching(
    campaign_id: uuid.UUID,
    status: RecipientStatus | None = None,
    reason: str = "",
    day: date | None = None,
    person: Contact | str | None = None,
    ids: Collection[int] | None = None,
) -> list[ColumnElement[bool]]:
    """Answer the conditions of the recipients that a list shows, or of those ticked in it.

    The reason is a key of `recipient_reasons`; the day is the one on which they were taken; the
    person is a contact, or the number of somebody whom we don't know any more.
    """
    which: list[ColumnElement[bool]] = [Recipient.campaign_id == campaign_id]
    if status is not None:
        which.append(Recipient.status == status)
    if reason:
        which += reasons.having(reason)
    if day is not None:
        which.append(Recipient.batch_id.in_(_batches(campaign_id, day)))
    if isinstance(person, Contact):
        which.append(Recipient.contact_id == person.id)
    elif person is not None:
        which.append(Recipient.phone_number == person)
    if ids is not None:
        which.append(Recipient.id.in_(ids))
    return which


def _batches(campaign_id: uuid.UUID, day: date) -> Select[uuid.UUID]:
    return select(Batch.id).where(Batch.campaign_id == campaign_id, Batch.send_date == day)


def count(which: Sequence[ColumnElement[bool]]) -> int:
    """Count the recipients."""
    return db.session.scalar(select(func.count()).select_from(Recipient).where(*which)) or 0


#: Both are unique in a campaign; the turn is the order in which people are written to.
ORDERS = {
    "turn": Order(Recipient.position, Recipient.position),
    "phone": Order(Recipient.phone_number, Recipient.phone_number),
}
TURN = "turn"
#: No index has the phones of those with one status: a million people would be sorted.
ORDERS_OF_SOME = {TURN: ORDERS[TURN]}


def page(
    which: Sequence[ColumnElement[bool]], place: Place | None = None, limit: int = 50
) -> Cut[Recipient]:
    """List recipients, by their turn where no other place is given."""
    chosen = select(Recipient).options(joinedload(Recipient.contact)).where(*which)
    return keyset_pages.page(chosen, place or Place(ORDERS[TURN]), limit)


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
Told = Row[*tuple[Any, ...]]


def told(which: Sequence[ColumnElement[bool]], after: int, size: int) -> Sequence[Told]:
    """Read recipients with their contacts' names, in order of position, from after the cursor."""
    return db.session.execute(
        select(*_TOLD)
        .outerjoin(Contact, Recipient.contact_id == Contact.id)
        .where(*which, Recipient.position > after)
        .order_by(Recipient.position)
        .limit(size)
    ).all()


def rows(which: Sequence[ColumnElement[bool]], size: int = 2000) -> Iterator[Sequence[Told]]:
    """Read all of them, `size` at a time.

    The connection is given back between two portions, however slowly they are taken.
    """
    after = 0
    while portion := told(which, after, size):
        after = portion[-1].position
        yield portion
        db.session.close()
