"""The phone numbers that recipients are sent to: those that their contacts have now.

A claimed recipient keeps the number that the message went to.
"""

from sqlalchemy import ColumnElement, case, select, update
from sqlalchemy.orm import aliased

from webapp.domain.contacts import phone_zones
from webapp.domain.recipients.status import RecipientStatus, SkipReason
from webapp.extensions import db
from webapp.models import Contact, Recipient


def refresh(*conditions: ColumnElement[bool]) -> None:
    """Store the contact's present number in recipients who wait again.

    The conditions select recipients; if no contact has a new number, nothing changes.
    """
    moved = (
        select(Contact)
        .join(Recipient, Recipient.contact_id == Contact.id)
        .where(
            Recipient.status == RecipientStatus.PENDING,
            Recipient.phone_number.is_distinct_from(Contact.phone_number),
            *conditions,
        )
        .distinct()
    )
    for contact in db.session.scalars(moved).all():
        renumber(contact)


def renumber(contact: Contact) -> None:
    """Use the contact's new number from now on; skip those in campaigns that already have it."""
    number = contact.phone_number
    other = aliased(Recipient)
    has_it = select(other.id).where(
        other.campaign_id == Recipient.campaign_id,
        other.phone_number == number,
        other.id != Recipient.id,
    )
    waiting = update(Recipient).where(
        Recipient.contact_id == contact.id,
        Recipient.phone_number.is_distinct_from(number),
        Recipient.status.in_((RecipientStatus.PENDING, RecipientStatus.QUEUED)),
    )
    skipped = {
        "status": RecipientStatus.SKIPPED,
        "skip_reason": SkipReason.DUPLICATE_PERSON,
        "next_attempt_at": None,
    }
    zones = case((Recipient.time_zones.is_not(None), _zones(contact)))
    for change in (
        waiting.where(has_it.exists()).values(skipped),
        waiting.values(phone_number=number, time_zones=zones),
    ):
        db.session.execute(change.execution_options(synchronize_session=False))


def _zones(contact: Contact) -> str:
    if contact.phone_number is None:
        return phone_zones.of_country(contact.country)
    return phone_zones.of(contact.phone_number)
