"""What happened to one person: campaigns, replies and files, the latest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from webapp.extensions import db
from webapp.models import Campaign, Contact, ContactImport, ImportedContact, Recipient, Reply

#: So many of each are shown first.
LATEST = 50


@dataclass(frozen=True)
class History:
    """The whole of it, or the latest of each."""

    recipients: Sequence[Recipient]
    replies: Sequence[Reply]
    files: Sequence[ContactImport]
    is_whole: bool


def of(contact: Contact, latest: int | None = LATEST) -> History:
    """Read what happened to the person; without a number all of it."""
    found = _recipients(contact, latest), _replies(contact, latest), _files(contact, latest)
    is_whole = latest is None or all(len(one) <= latest for one in found)
    recipients, replies, files = found
    return History(recipients[:latest], replies[:latest], files[:latest], is_whole)


def _one_more(latest: int | None) -> int | None:
    return None if latest is None else latest + 1


def _recipients(contact: Contact, latest: int | None) -> Sequence[Recipient]:
    chosen = select(Recipient).join(Campaign).options(joinedload(Recipient.campaign))
    theirs = chosen.where(Recipient.contact_id == contact.id)
    by_age = theirs.order_by(Campaign.created_at.desc(), Recipient.id.desc())
    return db.session.scalars(by_age.limit(_one_more(latest))).all()


def _replies(contact: Contact, latest: int | None) -> Sequence[Reply]:
    chosen = select(Reply).options(joinedload(Reply.campaign))
    theirs = chosen.where(Reply.contact_id == contact.id).order_by(Reply.received_at.desc())
    return db.session.scalars(theirs.limit(_one_more(latest))).all()


def _files(contact: Contact, latest: int | None) -> Sequence[ContactImport]:
    chosen = select(ContactImport).join(
        ImportedContact, ImportedContact.import_id == ContactImport.id
    )
    theirs = chosen.where(ImportedContact.contact_id == contact.id)
    by_age = theirs.order_by(ContactImport.id.desc())
    return db.session.scalars(by_age.limit(_one_more(latest))).all()
