"""Upserting contacts from programs and staff in bulk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Boolean, Row, delete, func, literal, literal_column, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TEXT, insert

from webapp import clock
from webapp.domain.contacts import values as contact_values
from webapp.domain.contacts.consent import ConsentKind, ConsentSource
from webapp.domain.contacts.phone import Phone
from webapp.domain.messages import joined as joined_texts
from webapp.errors import InvalidInput
from webapp.extensions import db
from webapp.models import ConsentEvent, Contact, Subscription
from webapp.queries.contacts import former_identities


@dataclass(frozen=True)
class ContactData:
    """A number with its name and attributes."""

    phone: Phone
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

    New values win and empty ones erase nothing. A contact given twice, or by a former number,
    counts once, with the values of both. Only a new contact gets an opt-in event: one that opted
    out stays unsubscribed. Raises InvalidInput for an invalid name or value.
    """
    for contact in contacts:
        if faults := contact_values.faults(contact.name, contact.attributes):
            raise InvalidInput(joined_texts(faults.values()), faults)
    merged = _merge(contacts)
    if not merged:
        return UpsertCounts()
    now = clock.now()
    keys = sorted(merged)  # the same order in all workers: no deadlock
    ordered = [merged[key] for key in keys]
    rows = (
        func.unnest(
            literal([contact.phone.number for contact in ordered], ARRAY(TEXT)),
            literal(keys, ARRAY(TEXT)),
            literal([contact.phone.country for contact in ordered], ARRAY(TEXT)),
            literal([contact.name for contact in ordered], ARRAY(TEXT)),
            literal([dict(contact.attributes) for contact in ordered], ARRAY(JSONB)),
        )
        .table_valued("phone_number", "match_key", "country", "name", "attributes")
        .render_derived()
    )
    statement = insert(Contact).from_select(
        [*rows.c.keys(), "subscription", "created_at", "updated_at"],
        select(*rows.c, literal(Subscription.SUBSCRIBED.value), literal(now), literal(now)),
    )
    name = func.coalesce(func.nullif(statement.excluded.name, ""), Contact.name)
    attributes = Contact.attributes.op("||")(statement.excluded.attributes)
    changed: Sequence[Row[int, str | None, bool]] = db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["match_key"],
            set_={"name": name, "attributes": attributes, "updated_at": now},
            where=or_(Contact.name != name, Contact.attributes != attributes),
        ).returning(Contact.id, Contact.match_key, literal_column("xmax = 0", Boolean))
    ).all()
    created = {key: contact_id for contact_id, key, is_new in changed if is_new and key}
    if joined := former_identities.owners(created):
        # They were merged with another contact while we waited for their row.
        db.session.execute(delete(Contact).where(Contact.id.in_([created[key] for key in joined])))
        return upsert(contacts, source, actor)
    _opt_in(list(created.values()), source, actor)
    return UpsertCounts(len(created), len(changed) - len(created), len(merged) - len(changed))


def _merge(contacts: Sequence[ContactData]) -> dict[str, ContactData]:
    owners = former_identities.owners([contact.phone.match_key for contact in contacts])
    merged: dict[str, ContactData] = {}
    for contact in contacts:
        phone = owners.get(contact.phone.match_key, contact.phone)
        earlier = merged.get(phone.match_key)
        values = {key: value for key, value in contact.attributes.items() if value}
        merged[phone.match_key] = ContactData(
            earlier.phone if earlier else phone,
            contact.name or (earlier.name if earlier else ""),
            {**earlier.attributes, **values} if earlier else values,
        )
    return merged


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
