"""Binding a number and a user id that a program or a file gives together."""

from collections.abc import Iterable

from sqlalchemy import ARRAY, BigInteger, Text, any_, case, cast, func, literal, update

from webapp import clock
from webapp.domain.contacts.contact_ids import ContactIds, Known, conflict
from webapp.domain.messages import Message
from webapp.extensions import db
from webapp.models import Contact, Recipient
from webapp.queries.contacts import lookups
from webapp.services.recipients import numbers


def bind(given: Iterable[ContactIds]) -> dict[ContactIds, Message]:
    """Give contacts who lack the number or the user id the one that comes with the other.

    Nothing is replaced: return the refused pairs with the reasons. The first of several pairs
    with the same number or user id counts. Neither known: nothing happens.
    """
    pairs = [ids for ids in dict.fromkeys(given) if ids.phone and ids.user_id]
    known = lookups.by_keys([key for ids in pairs for key in ids.keys])
    refused: dict[ContactIds, Message] = {}
    learnt: dict[int, ContactIds] = {}
    for ids in pairs:
        by_number, by_user_id = (known.get(key) for key in ids.keys)
        if reason := conflict(ids, by_number, by_user_id):
            refused[ids] = reason
        elif by_number is None or by_user_id is None:
            contact = by_number or by_user_id
            contact_id = contact.contact_id if contact else None
            known |= dict.fromkeys(ids.keys, Known(contact_id, ids))
            if contact_id is not None:
                learnt[contact_id] = ids
    _store(learnt)
    return refused


def _store(learnt: dict[int, ContactIds]) -> None:
    """Store the ids that the contacts lack; their recipients who wait are sent to by number."""
    if not learnt:
        return
    contact_ids = sorted(learnt)
    pairs = [learnt[contact_id] for contact_id in contact_ids]
    columns = (
        cast(contact_ids, ARRAY(BigInteger)),
        cast([ids.phone and ids.phone.number for ids in pairs], ARRAY(Text)),
        cast([ids.phone and ids.phone.match_key for ids in pairs], ARRAY(Text)),
        cast([ids.country for ids in pairs], ARRAY(Text)),
        cast([ids.user_id for ids in pairs], ARRAY(Text)),
    )
    new = func.unnest(*columns).table_valued(
        "id", "phone_number", "match_key", "country", "user_id"
    )
    new = new.render_derived(name="learnt")
    db.session.execute(
        update(Contact)
        .where(Contact.id == new.c.id)
        .values(
            phone_number=func.coalesce(Contact.phone_number, new.c.phone_number),
            match_key=func.coalesce(Contact.match_key, new.c.match_key),
            country=case((Contact.phone_number.is_(None), new.c.country), else_=Contact.country),
            user_id=func.coalesce(Contact.user_id, new.c.user_id),
            updated_at=clock.now(),
        )
        .execution_options(synchronize_session=False)
    )
    numbers.refresh(Recipient.contact_id == any_(literal(contact_ids, ARRAY(BigInteger))))
