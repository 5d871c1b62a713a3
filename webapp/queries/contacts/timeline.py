"""The timeline of one contact: campaigns, replies and files, the latest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from webapp.extensions import db
from webapp.models import Campaign, Contact, ContactImport, ImportedContact, Recipient, Reply
from webapp.queries.recipients import recipients

#: Rows of each kind that are shown first.
SHORT_LENGTH = 50


@dataclass(frozen=True)
class Timeline:
    """The complete timeline, or the latest rows of each kind."""

    recipients: Sequence[Recipient]
    replies: Sequence[Reply]
    files: Sequence[ContactImport]
    is_complete: bool


def timeline(contact: Contact, latest: int | None = SHORT_LENGTH) -> Timeline:
    """Return the timeline of the contact; with None all of it."""
    recipients = _recipients(contact, latest)
    replies, files = _replies(contact, latest), _files(contact, latest)
    longest = max(len(recipients), len(replies), len(files))
    is_complete = latest is None or longest <= latest
    return Timeline(recipients[:latest], replies[:latest], files[:latest], is_complete)


def _one_more(latest: int | None) -> int | None:
    return None if latest is None else latest + 1


def _recipients(contact: Contact, latest: int | None) -> Sequence[Recipient]:
    statement = select(Recipient).join(Campaign).options(joinedload(Recipient.campaign))
    by_age = statement.where(recipients.of_contact(contact)).order_by(
        Campaign.created_at.desc(), Recipient.id.desc()
    )
    return db.session.scalars(by_age.limit(_one_more(latest))).all()


def _replies(contact: Contact, latest: int | None) -> Sequence[Reply]:
    statement = select(Reply).options(joinedload(Reply.campaign))
    by_age = statement.where(Reply.contact_id == contact.id).order_by(Reply.received_at.desc())
    return db.session.scalars(by_age.limit(_one_more(latest))).all()


def _files(contact: Contact, latest: int | None) -> Sequence[ContactImport]:
    statement = select(ContactImport).join(
        ImportedContact, ImportedContact.import_id == ContactImport.id
    )
    by_age = statement.where(ImportedContact.contact_id == contact.id).order_by(
        ContactImport.id.desc()
    )
    return db.session.scalars(by_age.limit(_one_more(latest))).all()
