"""Contacts as a list shows them: chosen, counted, page by page."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    any_,
    case,
    func,
    literal,
    literal_column,
    select,
)

from webapp.domain.imports.status import Became
from webapp.extensions import db
from webapp.models import Contact, ImportedContact, Subscription
from webapp.models.contacts.contact import WORDS
from webapp.queries.audiences import events_sql
from webapp.queries.contacts import contacts
from webapp.queries.operations import keyset_pages
from webapp.queries.operations.keyset_pages import Cut, Order, Place

#: A contact who came later has a higher id; numbers of one country stand together.
ORDERS = {
    "known": Order(Contact.id, Contact.id),
    "phone": Order(Contact.match_key, Contact.match_key),
}
NEWEST = "-known"
#: More contacts than this take longer to be counted by a rule than a page may.
MANY = 50_000
#: Matches of a search that are looked up by their ids.
FEW = 5_000
IDS = ARRAY(BigInteger)
#: How the people of a file are told apart by what it made of them.
BECAME: dict[Became, ColumnElement[bool]] = {
    Became.CREATED: ImportedContact.is_new.is_(True),
    Became.UPDATED: ImportedContact.before.is_not(None),
    Became.UNCHANGED: ImportedContact.is_new.is_(False) & ImportedContact.before.is_(None),
}


@dataclass(frozen=True)
class Choice:
    """Which contacts a list shows; all of it must hold.

    `search` is a phone number in any usual writing (one of `country` where it has no code), or
    how words of the name, or of the attributes, begin. `file` and `became` ask for the people
    of an imported file. `ids` are those of the rows that are ticked.
    """

    search: str = ""
    country: str = ""
    subscription: Subscription | None = None
    file: int | None = None
    became: Became | None = None
    ids: Collection[int] | None = None

    @classmethod
    def load(cls, kept: Mapping[str, Any]) -> "Choice":
        """Read it as it was kept by `asdict`, perhaps before files could be chosen."""
        subscription, became = kept["subscription"], kept.get("became")
        return cls(
            kept["search"],
            kept["country"],
            Subscription(subscription) if subscription else None,
            kept.get("file"),
            Became(became) if became else None,
            kept["ids"],
        )


def page(
    which: Sequence[ColumnElement[bool]], place: Place | None = None, limit: int = 50
) -> Cut[Contact]:
    """List contacts, the newest first where no other place is given."""
    place = place or Place(keyset_pages.order(ORDERS, NEWEST))
    return keyset_pages.page(select(Contact).where(*which), place, limit)


def matching(chosen: Choice) -> list[ColumnElement[bool]]:
    """Answer the conditions of the contacts that a list shows, or of those who are ticked in it."""
    which: list[ColumnElement[bool]] = []
    if chosen.search:
        known = contacts.by_phone(chosen.search, chosen.country)
        which.append(Contact.id == known.id if known else _has_words(chosen.search))
    if chosen.subscription is not None:
        which.append(Contact.subscription == chosen.subscription)
    if chosen.file is not None:
        became = [] if chosen.became is None else [BECAME[chosen.became]]
        which.append(events_sql.is_in_file(chosen.file, *became))
    if chosen.ids is not None:
        which.append(Contact.id.in_(chosen.ids))
    return which


def _has_words(search: str) -> ColumnElement[bool]:
    """Ask for every word, in any order; each need only begin so."""
    quoted = [word.replace("\\", "\\\\").replace("'", "''") for word in search.split()]
    wanted = " & ".join(f"'{word}':*" for word in quoted)
    words: ColumnElement[Any] = literal_column(WORDS)
    return words.bool_op("@@")(func.to_tsquery(literal_column("'simple'"), wanted))


class Found(NamedTuple):
    """The conditions of a list that is shown, and how many match."""

    which: Sequence[ColumnElement[bool]]
    people: int


def found(chosen: Choice, most: int) -> Found:
    """Find whom a list shows, counted no further than `most`, which is above FEW.

    In an order with a limit, the planner takes every word for a usual one, and reads a million
    contacts for one that nobody has: the few whom a search finds are named. Those of a usual
    word are met soon in any order.
    """
    which = matching(chosen)
    if not chosen.search:
        return Found(which, count(which, most))
    met = select(Contact.id).where(*which).limit(most).subquery()
    few = case((func.count() <= FEW, func.array_agg(met.c.id)))
    people, ids = db.session.execute(select(func.count(), few).select_from(met)).one()
    return Found(which if people > FEW else [Contact.id == any_(literal(ids, IDS))], people)


def count(which: Sequence[ColumnElement[bool]], most: int | None = None) -> int:
    """Count the contacts; no further than `most`, as counting a million takes long."""
    found = select(Contact.id).where(*which).limit(most).subquery()
    return db.session.scalar(select(func.count()).select_from(found)) or 0


def are_many() -> bool:
    """Answer whether counting some of the contacts takes long: it reads all of them."""
    return count([], most=MANY + 1) > MANY


def listed(
    which: Sequence[ColumnElement[bool]], after: int = 0, limit: int | None = None
) -> Sequence[Contact]:
    """List contacts in the order in which we met them, from after the id."""
    chosen = select(Contact).where(*which, Contact.id > after)
    return db.session.scalars(chosen.order_by(Contact.id).limit(limit)).all()


def attributes_of(which: Sequence[ColumnElement[bool]]) -> list[str]:
    """Name all attributes that any of the contacts has."""
    names = func.jsonb_object_keys(Contact.attributes).label("name")
    return sorted(db.session.scalars(select(names).where(*which).distinct()))
