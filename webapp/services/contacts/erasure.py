"""Erasing everything held on one person, but for the digest that keeps files from bringing them."""

from sqlalchemy import Text, case, cast, delete, func, select, update

from webapp.domain.imports.contact_rows import FORGOTTEN
from webapp.extensions import db
from webapp.models import (
    AuditEntry,
    Campaign,
    CampaignKind,
    ConsentEvent,
    Contact,
    FormerNumber,
    ImportedContact,
    Recipient,
    RejectedRow,
    Reply,
)
from webapp.queries.contacts import former_numbers
from webapp.services.accounts import audit
from webapp.services.background import row_locks
from webapp.services.contacts import suppressions
from webapp.services.imports import copy_rows
from webapp.services.recipients import adding


def erase(contact: Contact, actor: str) -> None:
    """Erase the person; the counts of campaigns stay right, without anyone's number in them.

    Bodies of the webhook that name the number, files that were uploaded and those that were
    prepared for download go as all of them do, when their days are over.
    """
    row_locks.lock(contact)
    adding.withdraw(contact)
    for known_as in former_numbers.with_present(contact):
        _forget_messages(contact, known_as.phone_number)
        _forget_rows(known_as)
        _forget_digits(known_as.phone_number.removeprefix("+"))
        suppressions.keep(known_as.match_key)
    _forget_recipients(contact)
    _forget_words(contact)
    audit.note(actor, "contact.erase", f"contact {contact.id}")
    db.session.delete(contact)
    db.session.flush()


def _forget_messages(contact: Contact, phone_number: str) -> None:
    """Forget what single messages said, and to whom."""
    theirs = select(Recipient.campaign_id).where(Recipient.contact_id == contact.id)
    db.session.execute(
        update(Campaign)
        .where(Campaign.id.in_(theirs), Campaign.kind == CampaignKind.MESSAGE)
        .values(
            name=func.replace(Campaign.name, phone_number, "someone who was erased"),
            variables={},
        )
        .execution_options(synchronize_session=False)
    )


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
            history=None,
            # WhatsApp writes the number into the ids of its messages.
            wamid=case((Recipient.wamid.is_not(None), func.concat("erased ", Recipient.id))),
        )
        .execution_options(synchronize_session=False)
    )


def _forget_rows(known_as: Contact | FormerNumber) -> None:
    """Leave the person out of files: their rows are counted, and hold nothing of them any more."""
    copy_rows.leave_out(known_as.match_key)
    db.session.execute(
        update(RejectedRow)
        .where(RejectedRow.has_number(known_as.phone_number, known_as.match_key))
        .values(cells=[], phone_number="", reason=FORGOTTEN)
        .execution_options(synchronize_session=False)
    )


def _forget_words(contact: Contact) -> None:
    """Forget what the person wrote, and in which files they are."""
    replies = db.session.scalars(select(Reply.id).where(Reply.contact_id == contact.id)).all()
    decisions = [f"reply {one}" for one in replies]
    db.session.execute(
        update(AuditEntry).where(AuditEntry.subject.in_(decisions)).values(details={})
    )
    db.session.execute(delete(Reply).where(Reply.contact_id == contact.id))
    db.session.execute(delete(ImportedContact).where(ImportedContact.contact_id == contact.id))


def _forget_digits(digits: str) -> None:
    """Forget a number where words name it."""
    for words in (ConsentEvent.words, ConsentEvent.reason, Reply.text, Reply.note):
        column = words.property.columns[0]
        shown = cast(column, Text)
        db.session.execute(
            update(words.class_)
            .where(shown.contains(digits))
            .values({words: cast(func.replace(shown, digits, "…"), column.type)})
            .execution_options(synchronize_session=False)
        )
