"""Who is who: the number, WhatsApp's id of it, and the business-scoped user id."""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import select, text

from webapp import clock
from webapp.domain.contacts import phone
from webapp.domain.contacts.phone import InvalidPhone, Phone
from webapp.domain.translatable import N_
from webapp.extensions import db
from webapp.models import Contact, Reply, TaskKind
from webapp.queries.contacts import former_numbers
from webapp.services.background import tasks
from webapp.services.operations import incidents
from webapp.services.webhook.receipt_rows import Settled

CONFLICT = "identity_conflict"


def find(digits: str | None, user_id: str | None) -> Contact | None:
    """Find who it is: by the number, present or former, else by WhatsApp's id of the person.

    Where the two name different people the number decides, because it was used just now; staff
    are told of the other.
    """
    number = read(digits)
    found = former_numbers.person(number.match_key) if number else None
    if not user_id or (found and found.user_id == user_id):
        return found
    by_id = db.session.scalar(select(Contact).where(Contact.user_id == user_id))
    if found and by_id:
        tell_conflict(found.id, by_id.id)
    elif found and not found.user_id:
        found.user_id = user_id
    return found or by_id


def read(digits: str | None) -> Phone | None:
    """Read a wa_id as a phone number; None where there is none, or it is no number."""
    try:
        return phone.from_wa_id(digits) if digits else None
    except InvalidPhone:
        return None


#: An id belongs to one person: who has one keeps it, and nobody takes another's.
_LEARN = text(
    """
    UPDATE contacts p
    SET user_id = coalesce(p.user_id, s.user_id), wa_id = coalesce(s.wa_id, p.wa_id)
    FROM unnest(CAST(:ids AS bigint[]), CAST(:user_ids AS text[]), CAST(:wa_ids AS text[]))
         AS s(id, user_id, wa_id)
    WHERE p.id = s.id
    """
)


def learn(settled: Iterable[Settled]) -> None:
    """Remember the ids that receipts brought, beside the number that was written to.

    Without it a STOP could come, weeks later, under an id that tells us nothing.
    """
    new = {one.row.contact_id: one for one in settled if one.row.contact_id and _is_new(one)}
    if not new:
        return
    wanted = {key: one.user_id for key, one in new.items() if not one.row.user_id and one.user_id}
    taken = _taken(wanted.values())
    free = {key: wanted[key] for key in wanted if wanted[key] not in taken}
    for key, user_id in wanted.items():
        # Another transaction may have learnt it of the same person since we read the rows.
        if user_id in taken and taken[user_id] != key:
            tell_conflict(key, taken[user_id] or key)
    ids = sorted(new)
    db.session.execute(
        _LEARN,
        {
            "ids": ids,
            "user_ids": [free.get(key) for key in ids],
            "wa_ids": [new[key].wa_id for key in ids],
        },
    )
    _remember_orphans(free.values())


def _is_new(one: Settled) -> bool:
    brings_id = one.user_id and not one.row.user_id
    return bool(brings_id or (one.wa_id and one.wa_id != one.row.wa_id))


def _taken(user_ids: Iterable[str]) -> dict[str, int]:
    """Find the ids that are someone's already, or that two people bring at once (0)."""
    counted = Counter(user_ids)
    rows = db.session.execute(
        select(Contact.user_id, Contact.id).where(Contact.user_id.in_(counted))
    )
    twice = {user_id: 0 for user_id, times in counted.items() if times > 1}
    return twice | {str(user_id): contact_id for user_id, contact_id in rows}


def _remember_orphans(user_ids: Iterable[str]) -> None:
    """See to replies that came before we knew whose they were."""
    orphans = db.session.scalars(
        select(Reply.user_id)
        .where(Reply.contact_id.is_(None), Reply.user_id.in_(list(user_ids)))
        .distinct()
    )
    tasks.add_all(TaskKind.ADOPT_REPLIES, ({"user_id": user_id} for user_id in orphans))


def tell_conflict(contact_id: int, other_id: int) -> None:
    """Tell staff that an id of one contact came with the number of another."""
    incidents.open_incident(
        CONFLICT,
        f"contact {contact_id}",
        N_(
            "WhatsApp's id of contact %(contact_id)s belongs to contact %(other_id)s here. "
            "They may be one person, or a number may have a new owner: compare them, and "
            "correct or erase one.",
            contact_id=str(contact_id),
            other_id=str(other_id),
        ),
    )


def close_conflicts() -> None:
    """Close the incidents of contacts that are no longer in anyone's way."""
    # A conflict is seen anew with the next message, so an old one may well be settled.
    incidents.close_older(CONFLICT, clock.now() - incidents.NOTICE)
