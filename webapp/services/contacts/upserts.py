"""Upserting contacts from programs and staff in bulk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Boolean, Row, delete, func, literal, literal_column, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TEXT, insert

from webapp import clock
from webapp.domain.contacts import values as contact_values
from webapp.domain.contacts.consent import ConsentKind, ConsentSource
from webapp.domain.contacts.contact_ids import ContactIds
from webapp.domain.messages import joined as joined_texts
from webapp.errors import InvalidInput
from webapp.extensions import db
from webapp.models import ConsentEvent, Contact, Subscription
from webapp.queries.contacts import lookups
from webapp.services.contacts import bindings


@dataclass(frozen=True)
class ContactData:
    """What identifies a contact, with its name and attributes."""

    ids: ContactIds
    name: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class UpsertCounts:
    """The number of contacts that were created, changed or unchanged."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


def upsert(contacts: Sequence[ContactData], source: ConsentSource, actor: str) -> UpsertCounts:
    """Create the contacts that are new; update the name and attributes of the others.

    New values win and empty ones erase nothing. A contact given twice, or by former ids, counts
    once, with the values of both. Only a new contact gets an opt-in event: one that opted out
    stays unsubscribed. Raises InvalidInput for an invalid name or value, and for a number and a
    user id that can't be bound.
    """
    for contact in contacts:
        if faults := contact_values.faults(contact.name, contact.attributes):
            raise InvalidInput(joined_texts(faults.values()), faults)
    if refused := bindings.bind(contact.ids for contact in contacts):
        reasons = joined_texts(dict.fromkeys(refused.values()))
        raise InvalidInput(reasons, {"user_id": reasons})
    merged = _merge(contacts)
    with_number = [contact for contact in merged.values() if contact.ids.phone]
    without = [contact for contact in merged.values() if not contact.ids.phone]
    # The same order in all workers: no deadlock.
    changed = [*_store(with_number, _BY_NUMBER), *_store(without, _BY_USER_ID)]
    created = {row.key: row.id for row in changed if row.is_new}
    if joined := lookups.former_owners(created):
        # They were merged with another contact while we waited for their row.
        db.session.execute(delete(Contact).where(Contact.id.in_([created[key] for key in joined])))
        return upsert(contacts, source, actor)
    _opt_in(list(created.values()), source, actor)
    bindings.bind(contact.ids for contact in with_number)
    return UpsertCounts(len(created), len(changed) - len(created), len(merged) - len(changed))


def _merge(contacts: Sequence[ContactData]) -> dict[str, ContactData]:
    """Return one for each contact, by the key of its present ids."""
    merged: dict[str, ContactData] = {}
    present = lookups.present_ids([contact.ids for contact in contacts])
    for contact, ids in zip(contacts, present, strict=True):
        earlier = merged.get(ids.key)
        values = {key: value for key, value in contact.attributes.items() if value}
        merged[ids.key] = ContactData(
            ContactIds(ids.phone, ids.user_id or (earlier.ids.user_id if earlier else None)),
            contact.name or (earlier.name if earlier else ""),
            {**earlier.attributes, **values} if earlier else values,
        )
    return merged


#: What the row of a contact conflicts with if the contact is known.
_BY_NUMBER = {"index_elements": ["match_key"]}
_BY_USER_ID = {"index_elements": ["user_id"], "index_where": Contact.user_id.is_not(None)}


def _store(
    contacts: Sequence[ContactData], conflict: Mapping[str, Any]
) -> Sequence[Row[int, str, bool]]:
    """Insert or update the contacts; return id, key and `is_new` of those who have changed."""
    if not contacts:
        return []
    ordered = sorted(contacts, key=lambda contact: contact.ids.key)
    phones = [contact.ids.phone for contact in ordered]
    rows = (
        func.unnest(
            literal([number and number.number for number in phones], ARRAY(TEXT)),
            literal([number and number.match_key for number in phones], ARRAY(TEXT)),
            # The user id of a contact with a number is stored by `bind`, if nobody else has it.
            literal([None if ids.phone else ids.user_id for ids in _ids(ordered)], ARRAY(TEXT)),
            literal([ids.country for ids in _ids(ordered)], ARRAY(TEXT)),
            literal([contact.name for contact in ordered], ARRAY(TEXT)),
            literal([dict(contact.attributes) for contact in ordered], ARRAY(JSONB)),
        )
        .table_valued("phone_number", "match_key", "user_id", "country", "name", "attributes")
        .render_derived()
    )
    now = clock.now()
    statement = insert(Contact).from_select(
        [*rows.c.keys(), "subscription", "created_at", "updated_at"],
        select(*rows.c, literal(Subscription.SUBSCRIBED.value), literal(now), literal(now)),
    )
    name = func.coalesce(func.nullif(statement.excluded.name, ""), Contact.name)
    attributes = Contact.attributes.op("||")(statement.excluded.attributes)
    key = func.coalesce(Contact.match_key, Contact.user_id).label("key")
    return db.session.execute(
        statement.on_conflict_do_update(
            **conflict,
            set_={"name": name, "attributes": attributes, "updated_at": now},
            where=or_(Contact.name != name, Contact.attributes != attributes),
        ).returning(Contact.id, key, literal_column("xmax = 0", Boolean).label("is_new"))
    ).all()


def _ids(contacts: Sequence[ContactData]) -> list[ContactIds]:
    return [contact.ids for contact in contacts]


def _opt_in(contact_ids: Sequence[int], source: ConsentSource, actor: str) -> None:
    """Record the opt-in of new contacts."""
    if not contact_ids:
        return
    now = clock.now()
    db.session.execute(
        insert(ConsentEvent),
        [
            {
                "contact_id": contact_id,
                "kind": ConsentKind.OPT_IN,
                "source": source,
                "actor": actor,
                "words": "",
                "occurred_at": now,
            }
            for contact_id in contact_ids
        ],
    )
