"""Reading the recipients of campaigns."""

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import joinedload

from webapp.domain.message_templates.value_texts import LINK
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Batch, Campaign, CampaignKind, Contact, Recipient
from webapp.queries.operations import keyset_pages
from webapp.queries.operations.keyset_pages import Order, Page, Place
from webapp.queries.recipients import reasons


def missing_values(campaign_id: uuid.UUID, keys: Sequence[str]) -> dict[str, int]:
    """Return for each variable how many waiting recipients have no value for it."""
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


def whole_links(campaign_id: uuid.UUID, keys: Sequence[str]) -> dict[str, int]:
    """Return for each variable how many waiting recipients have a whole link as its value."""
    if not keys:
        return {}
    counts = [func.count().filter(Recipient.variables.op("->>")(key).op("~")(LINK)) for key in keys]
    waiting = select(*counts).where(
        Recipient.campaign_id == campaign_id, Recipient.status == RecipientStatus.PENDING
    )
    return dict(zip(keys, db.session.execute(waiting).one(), strict=True))


def find_by_message(message_id: uuid.UUID) -> Recipient | None:
    """Return the recipient of a single message; None if there is no such message."""
    return db.session.scalars(
        select(Recipient)
        .join(Campaign)
        .where(Campaign.id == message_id, Campaign.kind == CampaignKind.MESSAGE)
    ).one_or_none()


def has_test(campaign: Campaign) -> bool:
    """Return whether the draft's message, as it is now, was sent as a test."""
    sent = select(Campaign.id).where(
        Campaign.kind == CampaignKind.MESSAGE,
        Campaign.message_template_id == campaign.message_template_id,
        Campaign.variables == campaign.variables,
        Campaign.created_at >= campaign.created_at,
    )
    return bool(db.session.scalar(select(sent.exists())))


def of_contact(contact: Contact) -> ColumnElement[bool]:
    """Return the condition of all messages to the contact, under whatever id."""
    return or_(Recipient.contact_id == contact.id, Recipient.twin_contact_id == contact.id)


def matching(
    campaign_id: uuid.UUID,
    status: RecipientStatus | None = None,
    reason: str = "",
    day: date | None = None,
    contact: Contact | str | None = None,
    ids: Collection[int] | None = None,
) -> list[ColumnElement[bool]]:
    """Return the conditions of the recipients that a list shows, or of those ticked in it.

    The reason is a key of `reasons`; the day is that of their batches; the contact may be the
    phone number or user id of a recipient who has no contact any more.
    """
    conditions: list[ColumnElement[bool]] = [Recipient.campaign_id == campaign_id]
    if status is not None:
        conditions.append(Recipient.status == status)
    if reason:
        conditions += reasons.conditions(reason)
    if day is not None:
        conditions.append(Recipient.batch_id.in_(_batches(campaign_id, day)))
    if isinstance(contact, Contact):
        conditions.append(Recipient.contact_id == contact.id)
    elif contact is not None:
        column = Recipient.phone_number if contact.startswith("+") else Recipient.user_id
        conditions.append(column == contact)
    if ids is not None:
        conditions.append(Recipient.id.in_(ids))
    return conditions


def conditions_for(
    campaign_id: uuid.UUID, selection: Mapping[str, Any]
) -> list[ColumnElement[bool]]:
    """Return the conditions of a selection that was stored as JSON."""
    status, day = selection["status"], selection["day"]
    return matching(
        campaign_id,
        RecipientStatus(status) if status else None,
        selection["reason"],
        date.fromisoformat(day) if day else None,
        ids=selection["ids"],
    )


def _batches(campaign_id: uuid.UUID, day: date) -> Select[uuid.UUID]:
    return select(Batch.id).where(Batch.campaign_id == campaign_id, Batch.send_date == day)


def positions_after(
    conditions: Sequence[ColumnElement[bool]], after: int, limit: int
) -> Sequence[int]:
    """Return the positions of recipients in their order, beginning after a position."""
    statement = select(Recipient.position).where(*conditions, Recipient.position > after)
    return db.session.scalars(statement.order_by(Recipient.position).limit(limit)).all()


def count(conditions: Sequence[ColumnElement[bool]]) -> int:
    """Return the number of recipients."""
    return db.session.scalar(select(func.count()).select_from(Recipient).where(*conditions)) or 0


#: Both are unique in a campaign; the position is the order in which messages are sent.
ORDERS = {
    "turn": Order(Recipient.position, Recipient.position),
    "phone": Order(Recipient.phone_number, Recipient.phone_number, without=Recipient.position),
}
TURN = "turn"
#: No index has the phone numbers by status: a million rows would be sorted.
ORDERS_OF_SOME = {TURN: ORDERS[TURN]}


def page(
    conditions: Sequence[ColumnElement[bool]], place: Place | None = None, limit: int = 50
) -> Page[Recipient]:
    """Return a page of recipients, by their position unless another order is given."""
    statement = select(Recipient).options(joinedload(Recipient.contact)).where(*conditions)
    return keyset_pages.page(statement, place or Place(ORDERS[TURN]), limit)


#: The columns of a file of recipients; plain, because a million objects take long.
_EXPORTED = (
    Recipient.position,
    Recipient.phone_number,
    Contact.name,
    Recipient.status,
    Recipient.skip_reason,
    Recipient.error_code,
    Recipient.error_details,
    Recipient.error_reason,
    Recipient.attempts,
    Recipient.queued_at,
    Recipient.accepted_at,
    Recipient.delivered_at,
    Recipient.read_at,
    Recipient.failed_at,
    func.coalesce(Recipient.user_id, Contact.user_id).label("user_id"),
    Contact.username,
)
ExportRow = Row[*tuple[Any, ...]]


def export_page(
    conditions: Sequence[ColumnElement[bool]], after: int, size: int
) -> Sequence[ExportRow]:
    """Return recipients with their contacts' names, by position, from after the cursor."""
    return db.session.execute(
        select(*_EXPORTED)
        .outerjoin(Contact, Recipient.contact_id == Contact.id)
        .where(*conditions, Recipient.position > after)
        .order_by(Recipient.position)
        .limit(size)
    ).all()


def export_pages(
    conditions: Sequence[ColumnElement[bool]], size: int = 2000
) -> Iterator[Sequence[ExportRow]]:
    """Yield all recipients, `size` at a time.

    The connection is given back between two pages, however slowly they are read.
    """
    after = 0
    while rows := export_page(conditions, after, size):
        after = rows[-1].position
        yield rows
        db.session.close()
