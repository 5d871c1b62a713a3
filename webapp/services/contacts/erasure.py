"""Erasing all data of one contact; a digest stays, so that no file brings the contact back."""

from sqlalchemy import Text, case, cast, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from webapp import clock
from webapp.domain.imports.contact_rows import FORGOTTEN
from webapp.extensions import db
from webapp.models import (
    AuditEntry,
    Campaign,
    CampaignKind,
    ConsentEvent,
    Contact,
    Erasure,
    ImportedContact,
    Recipient,
    RejectedRow,
    Reply,
)
from webapp.queries.contacts import erasures, former_identities
from webapp.queries.contacts.former_identities import Identity
from webapp.services.accounts import audit
from webapp.services.background import locks
from webapp.services.imports import copy_rows
from webapp.services.recipients import adding


def erase(contact: Contact, actor: str) -> None:
    """Erase the contact; the counts of campaigns stay right, and hold no number any more.

    Webhook bodies with the number, uploaded files and prepared downloads are deleted like all
    others, when their retention ends.
    """
    locks.lock_row(contact)
    adding.withdraw(contact)
    for identity in former_identities.identities(contact):
        shown = identity.phone_number or identity.key
        _erase_messages(contact, shown)
        _erase_rows(identity)
        _erase_in_texts(shown.removeprefix("+"))
        _store_digest(identity.key)
    _erase_recipients(contact)
    _erase_replies(contact)
    audit.note(actor, "contact.erase", f"contact {contact.id}")
    db.session.delete(contact)
    db.session.flush()


def _erase_messages(contact: Contact, shown: str) -> None:
    """Erase the number or user id, and the variables, of single messages."""
    campaign_ids = select(Recipient.campaign_id).where(Recipient.contact_id == contact.id)
    db.session.execute(
        update(Campaign)
        .where(Campaign.id.in_(campaign_ids), Campaign.kind == CampaignKind.MESSAGE)
        .values(
            name=func.replace(Campaign.name, shown, "someone who was erased"),
            variables={},
        )
        .execution_options(synchronize_session=False)
    )


def _erase_recipients(contact: Contact) -> None:
    db.session.execute(
        update(Recipient)
        .where(or_(Recipient.contact_id == contact.id, Recipient.twin_contact_id == contact.id))
        .values(
            phone_number=func.concat("erased ", Recipient.id),
            user_id=None,
            contact_id=None,
            twin_contact_id=None,
            given=None,
            variables={},
            error_details=None,
            error_reason=None,
            history=None,
            # WhatsApp writes the number into the ids of its messages.
            wamid=case((Recipient.wamid.is_not(None), func.concat("erased ", Recipient.id))),
        )
        .execution_options(synchronize_session=False)
    )


def _erase_rows(identity: Identity) -> None:
    """Erase the content of the contact's rows in files; the rows are still counted."""
    copy_rows.reject_erased(identity.key)
    db.session.execute(
        update(RejectedRow)
        .where(RejectedRow.names(identity.phone_number or identity.key, identity.key))
        .values(cells=[], phone_number="", reason=FORGOTTEN)
        .execution_options(synchronize_session=False)
    )


def _erase_replies(contact: Contact) -> None:
    """Delete the contact's replies, and the links to imports."""
    reply_ids = db.session.scalars(select(Reply.id).where(Reply.contact_id == contact.id)).all()
    subjects = [f"reply {reply_id}" for reply_id in reply_ids]
    db.session.execute(
        update(AuditEntry).where(AuditEntry.subject.in_(subjects)).values(details={})
    )
    db.session.execute(delete(Reply).where(Reply.contact_id == contact.id))
    db.session.execute(delete(ImportedContact).where(ImportedContact.contact_id == contact.id))


def _erase_in_texts(identity: str) -> None:
    """Erase a number or user id inside texts."""
    for words in (ConsentEvent.words, ConsentEvent.reason, Reply.text, Reply.note):
        column = words.property.columns[0]
        shown = cast(column, Text)
        db.session.execute(
            update(words.class_)
            .where(shown.contains(identity))
            .values({words: cast(func.replace(shown, identity, "…"), column.type)})
            .execution_options(synchronize_session=False)
        )


def _store_digest(key: str) -> None:
    row = insert(Erasure).values(digest=erasures.digest(key), erased_at=clock.now())
    db.session.execute(row.on_conflict_do_nothing())


def lift(contact: Contact) -> None:
    """Delete the digests of a contact who has subscribed again, so that files may name them."""
    digests = [erasures.digest(one.key) for one in former_identities.identities(contact)]
    db.session.execute(delete(Erasure).where(Erasure.digest.in_(digests)))
