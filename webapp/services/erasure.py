"""Erasing everything held on one person, but for the digest that keeps files from bringing them."""

from sqlalchemy import delete, func, update

from webapp.extensions import db
from webapp.models import (
    Contact,
    ImportedContact,
    ImportRow,
    Recipient,
    RejectedRow,
    Reply,
)
from webapp.services import audit, recipients, suppressions


def erase(contact: Contact, actor: str) -> None:
    """Erase the person; the counts of campaigns stay right, without anyone's number in them.

    Bodies of the webhook that name the number go as all of them do, when their days are over.
    """
    db.session.refresh(contact, with_for_update=True)
    recipients.withdraw(contact)
    _forget_recipients(contact)
    _forget_files(contact)
    db.session.execute(delete(Reply).where(Reply.contact_id == contact.id))
    suppressions.keep(contact)
    audit.note(actor, "contact.erase", f"contact {contact.id}")
    db.session.delete(contact)
    db.session.flush()


def _forget_recipients(contact: Contact) -> None:
    db.session.execute(
        update(Recipient)
        .where(Recipient.contact_id == contact.id)
        .values(
            phone_number=func.concat("erased ", Recipient.id),
            contact_id=None,
            given=None,
            variables={},
            error_details=None,
        )
        .execution_options(synchronize_session=False)
    )


def _forget_files(contact: Contact) -> None:
    digits = func.regexp_replace(RejectedRow.phone_number, r"\D", "", "g")
    number = contact.phone_number.removeprefix("+")
    for forget in (
        delete(ImportedContact).where(ImportedContact.contact_id == contact.id),
        delete(ImportRow).where(ImportRow.match_key == contact.match_key),
        delete(RejectedRow).where(digits.in_([number, contact.match_key])),
    ):
        db.session.execute(forget)
