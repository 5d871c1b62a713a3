"""Identifying a contact by its number, its wa_id or its business-scoped user id."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select, text

from webapp.domain.contacts import phone
from webapp.domain.contacts.phone import InvalidPhone, Phone
from webapp.domain.messages import coded
from webapp.extensions import db
from webapp.models import Contact, Reply, TaskKind
from webapp.queries.contacts import former_identities
from webapp.services.background import tasks
from webapp.services.operations import incidents

CONFLICT = "identity_conflict"


def find_contact(digits: str | None, user_id: str | None) -> Contact | None:
    """Return the contact with the number, present or former, else with WhatsApp's user id.

    If the two belong to different contacts, the number decides, because it was used just now,
    and an incident is opened.
    """
    number = parse_wa_id(digits)
    contact = former_identities.contact_by_key(number.match_key) if number else None
    if not user_id or (contact and contact.user_id == user_id):
        return contact
    by_id = db.session.scalar(select(Contact).where(Contact.user_id == user_id))
    if contact and by_id:
        report_conflict(contact.id, by_id.id)
    elif contact and not contact.user_id:
        contact.user_id = user_id
    return contact or by_id


def parse_wa_id(digits: str | None) -> Phone | None:
    """Return a wa_id as a phone number; None if there is none, or it is not a number."""
    try:
        return phone.from_wa_id(digits) if digits else None
    except InvalidPhone:
        return None


class NewIds(NamedTuple):
    """The ids of a contact from a receipt; the user id only if the contact has none yet."""

    user_id: str | None
    wa_id: str | None


#: A user id belongs to one contact and is never replaced.
_STORE_IDS = text(
    """
    UPDATE contacts p
    SET user_id = coalesce(p.user_id, s.user_id), wa_id = coalesce(s.wa_id, p.wa_id)
    FROM unnest(CAST(:ids AS bigint[]), CAST(:user_ids AS text[]), CAST(:wa_ids AS text[]))
         AS s(id, user_id, wa_id)
    WHERE p.id = s.id
    """
)


def store_new_ids(new_ids: Mapping[int, NewIds]) -> None:
    """Store the ids from receipts, by contact.

    Without them a STOP could arrive weeks later with an id that we cannot assign to a contact.
    """
    if not new_ids:
        return
    user_ids = {key: ids.user_id for key, ids in new_ids.items() if ids.user_id}
    owners = _owners(user_ids.values())
    free = {key: user_id for key, user_id in user_ids.items() if user_id not in owners}
    for key, user_id in user_ids.items():
        # Another transaction may have stored it for the same contact since we read the rows.
        if user_id in owners and owners[user_id] != key:
            report_conflict(key, owners[user_id] or key)
    contact_ids = sorted(new_ids)
    db.session.execute(
        _STORE_IDS,
        {
            "ids": contact_ids,
            "user_ids": [free.get(key) for key in contact_ids],
            "wa_ids": [new_ids[key].wa_id for key in contact_ids],
        },
    )
    _adopt_orphans(free.values())


def _owners(user_ids: Iterable[str]) -> dict[str, int]:
    """Return the contact of each id that has one already, or 0 for an id that comes twice."""
    counts = Counter(user_ids)
    rows = db.session.execute(
        select(Contact.user_id, Contact.id).where(Contact.user_id.in_(counts))
    )
    repeated = {user_id: 0 for user_id, count in counts.items() if count > 1}
    return repeated | {str(user_id): contact_id for user_id, contact_id in rows}


def _adopt_orphans(user_ids: Iterable[str]) -> None:
    """Assign replies that arrived before their contact was known, in the background."""
    orphans = db.session.scalars(
        select(Reply.user_id)
        .where(Reply.contact_id.is_(None), Reply.user_id.in_(list(user_ids)))
        .distinct()
    )
    tasks.add_all(TaskKind.ADOPT_REPLIES, ({"user_id": user_id} for user_id in orphans))


def report_conflict(contact_id: int, other_id: int) -> None:
    """Open an incident: the user id of one contact came with the number of another."""
    incidents.open_incident(
        CONFLICT,
        f"contact {contact_id}",
        coded("contacts.id_conflict", contact_id=str(contact_id), other_id=str(other_id)),
    )


def close_conflicts(now: datetime) -> None:
    """Close old incidents: a conflict that remains is seen again with the next message."""
    incidents.close_older(CONFLICT, now - incidents.NOTICE_PERIOD)
