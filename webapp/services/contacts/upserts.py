"""People as programs and staff give them: those we know get what is new, the others are created."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Boolean, Row, delete, func, literal, literal_column, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TEXT, insert

from webapp import clock
from webapp.domain.contacts import values as contact_values
from webapp.domain.contacts.consent import ConsentKind, ConsentSource
from webapp.domain.contacts.phone import Phone
from webapp.domain.translatable import joined as joined_texts
from webapp.errors import InvalidInput
from webapp.extensions import db
from webapp.models import ConsentEvent, Contact, Subscription
from webapp.queries.contacts import former_numbers


@dataclass(frozen=True)
class Person:
    """Someone to know: a number, and what came with it."""

    phone: Phone
    name: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Remembered:
    """How many people were new, had something new, or were known just so."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


def remember(people: Sequence[Person], source: ConsentSource, actor: str) -> Remembered:
    """Create the contacts that we don't know; give the others their new name and attributes.

    New values win and empty ones erase nothing. A person given twice, or by a former number, is
    taken once, with the values of both. Only a new contact gets an opt-in event: nobody who opted
    out is subscribed again by this. Raises InvalidInput where a name or a value can't be one.
    """
    for person in people:
        if found := contact_values.faults(person.name, person.attributes):
            raise InvalidInput(joined_texts(found.values()), found)
    merged = _merge(people)
    if not merged:
        return Remembered()
    now = clock.now()
    known_by = sorted(merged)  # the same order for all who do this at once: no deadlock
    everyone = [merged[key] for key in known_by]
    rows = (
        func.unnest(
            literal([person.phone.number for person in everyone], ARRAY(TEXT)),
            literal(known_by, ARRAY(TEXT)),
            literal([person.phone.country for person in everyone], ARRAY(TEXT)),
            literal([person.name for person in everyone], ARRAY(TEXT)),
            literal([dict(person.attributes) for person in everyone], ARRAY(JSONB)),
        )
        .table_valued("phone_number", "match_key", "country", "name", "attributes")
        .render_derived()
    )
    given = insert(Contact).from_select(
        [*rows.c.keys(), "subscription", "created_at", "updated_at"],
        select(*rows.c, literal(Subscription.SUBSCRIBED.value), literal(now), literal(now)),
    )
    name = func.coalesce(func.nullif(given.excluded.name, ""), Contact.name)
    attributes = Contact.attributes.op("||")(given.excluded.attributes)
    changed: Sequence[Row[int, str, bool]] = db.session.execute(
        given.on_conflict_do_update(
            index_elements=["match_key"],
            set_={"name": name, "attributes": attributes, "updated_at": now},
            where=or_(Contact.name != name, Contact.attributes != attributes),
        ).returning(Contact.id, Contact.match_key, literal_column("xmax = 0", Boolean))
    ).all()
    created = {key: contact_id for contact_id, key, is_new in changed if is_new}
    if joined := former_numbers.owners(created):
        # Somebody joined them with another while we waited for their row.
        db.session.execute(delete(Contact).where(Contact.id.in_([created[key] for key in joined])))
        return remember(people, source, actor)
    _opt_in(list(created.values()), source, actor)
    return Remembered(len(created), len(changed) - len(created), len(merged) - len(changed))


def _merge(people: Sequence[Person]) -> dict[str, Person]:
    owners = former_numbers.owners([person.phone.match_key for person in people])
    merged: dict[str, Person] = {}
    for person in people:
        phone = owners.get(person.phone.match_key, person.phone)
        known = merged.get(phone.match_key)
        values = {key: value for key, value in person.attributes.items() if value}
        merged[phone.match_key] = Person(
            known.phone if known else phone,
            person.name or (known.name if known else ""),
            {**known.attributes, **values} if known else values,
        )
    return merged


def _opt_in(contact_ids: Sequence[int], source: ConsentSource, actor: str) -> None:
    """Note for new contacts how we came to have their consent."""
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
