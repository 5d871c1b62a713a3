"""The recipients of two contacts that are one person: nobody gets a campaign's message twice."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import aliased

from webapp.domain.recipients.status import ACCEPTED, RecipientStatus, SkipReason
from webapp.extensions import db
from webapp.models import Contact, Recipient

MAY_HAVE_REACHED = (RecipientStatus.SENDING, RecipientStatus.UNCONFIRMED, *ACCEPTED)
WAITING = (RecipientStatus.PENDING, RecipientStatus.QUEUED)


def merge(target: Contact, other: Contact) -> None:
    """Give the other contact's recipients to the target.

    Of two in one campaign, one that waits is skipped: the other contact's, unless that one has
    been claimed. If both have been, both stay; the second row refers to the contact as a twin,
    because a contact is in a campaign once.
    """
    _lock(target, other)
    # Each step waits for a worker that claims one meanwhile; the second step sees the claim.
    skip_waiting(other, target)
    skip_waiting(target, other, MAY_HAVE_REACHED)
    _make_twins(target, target, _other_in_campaign(other, MAY_HAVE_REACHED), ~_may_have_reached())
    _hand_over(target, other, ~_other_in_campaign(target))
    _make_twins(other, target)
    _set(Recipient.twin_contact_id == other.id, twin_contact_id=target.id)


def _lock(target: Contact, other: Contact) -> None:
    """Lock the recipients in the order that all workers use."""
    both = select(Recipient.id).where(Recipient.contact_id.in_([target.id, other.id]))
    db.session.execute(both.order_by(Recipient.id).with_for_update())


def skip_waiting(
    contact: Contact, other: Contact, status: Collection[RecipientStatus] = tuple(RecipientStatus)
) -> None:
    """Skip the contact in campaigns in which the other's recipient has one of the statuses."""
    _set(
        Recipient.contact_id == contact.id,
        Recipient.status.in_(WAITING),
        _other_in_campaign(other, status),
        status=RecipientStatus.SKIPPED,
        skip_reason=SkipReason.DUPLICATE_PERSON,
        next_attempt_at=None,
    )


def _other_in_campaign(
    other: Contact, status: Collection[RecipientStatus] = tuple(RecipientStatus)
) -> ColumnElement[bool]:
    """Return the condition that the other is in the recipient's campaign, with this status."""
    twin = aliased(Recipient)
    return (
        select(twin.id)
        .where(
            twin.contact_id == other.id,
            twin.campaign_id == Recipient.campaign_id,
            twin.status.in_(status),
        )
        .exists()
    )


def _may_have_reached() -> ColumnElement[bool]:
    return Recipient.status.in_(MAY_HAVE_REACHED)


def _make_twins(contact: Contact, target: Contact, *conditions: ColumnElement[bool]) -> None:
    _set(
        Recipient.contact_id == contact.id,
        *conditions,
        contact_id=None,
        twin_contact_id=target.id,
    )


def _hand_over(target: Contact, other: Contact, *conditions: ColumnElement[bool]) -> None:
    _set(Recipient.contact_id == other.id, *conditions, contact_id=target.id)


def _set(*conditions: ColumnElement[bool], **values: object) -> None:
    statement = update(Recipient).where(*conditions).values(values)
    db.session.execute(statement.execution_options(synchronize_session=False))
