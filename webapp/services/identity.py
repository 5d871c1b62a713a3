"""Who is who: the number, WhatsApp's id of it, and the business-scoped user id."""

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import select, text, update

from webapp import clock
from webapp.domain import phone
from webapp.domain.consent import ConsentKind, ConsentSource
from webapp.domain.events import NumberChanged
from webapp.domain.phone import InvalidPhone, Phone
from webapp.domain.recipient_status import RecipientStatus
from webapp.domain.texts import N_
from webapp.extensions import db
from webapp.models import ConsentEvent, Contact, ErrandKind, Recipient, Reply
from webapp.queries import former_numbers as former_query
from webapp.services import contacts, errands, former_numbers, incidents, recipients
from webapp.services.receipt_rows import Settled

ACTOR = "webhook"
CONFLICT = "identity_conflict"


def find(digits: str | None, user_id: str | None) -> Contact | None:
    """Find who it is: by the number, present or former, else by WhatsApp's id of the person.

    Where the two name different people the number decides, because it was used just now; staff
    are told of the other.
    """
    number = read(digits)
    found = former_query.person(number.match_key) if number else None
    if not user_id or (found and found.user_id == user_id):
        return found
    by_id = db.session.scalar(select(Contact).where(Contact.user_id == user_id))
    if found and by_id:
        _tell_conflict(found.id, by_id.id)
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
            _tell_conflict(key, taken[user_id] or key)
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
    errands.keep(ErrandKind.ADOPT, ({"user_id": user_id} for user_id in orphans))


def _tell_conflict(contact_id: int, other_id: int) -> None:
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


def change_number(event: NumberChanged) -> Contact | None:
    """Follow a person to a new number, consent and campaigns included.

    Where the new number is known already, its contact stays, and takes over an opt-out; nobody
    is written to under the old one any more, because it may get another owner. From a former
    number, which nobody is written to under, only that one moves.
    """
    old, left, new = find(event.old, None), read(event.old), read(event.new)
    if old is None or left is None or new is None or old.match_key == new.match_key:
        return old
    known = find(event.new, None)
    if known is None or known is old:
        if left.match_key == old.match_key:
            _renumber(old, new, event.user_id)
        else:
            former_numbers.move(old, left, new)
        return old
    if not old.is_subscribed:
        contacts.unsubscribe(known, _last_stop(old), ACTOR, _words(event), at=event.at)
        recipients.withdraw(known)
    contacts.unsubscribe(old, ConsentSource.NUMBER, ACTOR, _words(event), at=event.at)
    recipients.withdraw(old)
    return known


def _renumber(contact: Contact, number: Phone, user_id: str | None) -> None:
    """Give the contact the number; WhatsApp made a new user id with it."""
    held = user_id and db.session.scalar(select(Contact.id).where(Contact.user_id == user_id))
    if held and held != contact.id:
        _tell_conflict(contact.id, held)
    former_numbers.forget(number)
    contact.phone_number, contact.match_key = number.number, number.match_key
    contact.country, contact.wa_id = number.country, None
    contact.user_id = None if held and held != contact.id else user_id
    contact.updated_at = clock.now()
    db.session.flush()
    waiting = (RecipientStatus.PENDING, RecipientStatus.QUEUED)
    db.session.execute(
        update(Recipient)
        .where(Recipient.contact_id == contact.id, Recipient.status.in_(waiting))
        .values(phone_number=number.number)
        .execution_options(synchronize_session=False)
    )


def _last_stop(contact: Contact) -> ConsentSource:
    stops: Sequence[ConsentSource] = db.session.scalars(
        select(ConsentEvent.source)
        .where(ConsentEvent.contact_id == contact.id, ConsentEvent.kind == ConsentKind.OPT_OUT)
        .order_by(ConsentEvent.id.desc())
    ).all()
    plain = [source for source in stops if source != ConsentSource.NATIVE]
    return (plain or stops or [ConsentSource.NUMBER])[0]


def _words(event: NumberChanged) -> str:
    return N_("Changed number from +%(old)s to +%(new)s", old=event.old, new=event.new)


def close_conflicts() -> None:
    """Close the incidents of contacts that are no longer in anyone's way."""
    # A conflict is seen anew with the next message, so an old one may well be settled.
    incidents.close_older(CONFLICT, clock.now() - incidents.NOTICE)
