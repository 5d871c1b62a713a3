"""Lists of contacts: filtered, counted, page by page."""

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
from webapp.queries.operations.keyset_pages import Order, Page, Place

#: Newer contacts have higher ids. Sorted by key, numbers of one country are together;
#: contacts without a number come last.
ORDERS = {
    "known": Order(Contact.id, Contact.id),
    "phone": Order(Contact.match_key, Contact.match_key, without=Contact.id),
}
NEWEST = "-known"
#: Counting more contacts than this by a filter takes too long for a page.
MANY_CONTACTS = 50_000
#: Up to this number, the matches of a search are selected by their ids.
FEW_MATCHES = 5_000
IDS = ARRAY(BigInteger)
#: The conditions for what a file did with a contact.
BECAME: dict[Became, ColumnElement[bool]] = {
    Became.CREATED: ImportedContact.is_new.is_(True),
    Became.UPDATED: ImportedContact.before.is_not(None),
    Became.UNCHANGED: ImportedContact.is_new.is_(False) & ImportedContact.before.is_(None),
}


@dataclass(frozen=True)
class Selection:
    """Which contacts a list shows; all conditions must hold.

    `search` is a phone number in any usual format (one of `country` where it has no code), a user
    id, a username, or the beginnings of words in the name or the attributes. `file` and `became`
    select contacts of an imported file. `ids` are those of the ticked rows.
    """

    search: str = ""
    country: str = ""
    subscription: Subscription | None = None
    file: int | None = None
    became: Became | None = None
    ids: Collection[int] | None = None

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> "Selection":
        """Return a selection that was stored by `asdict`."""
        subscription, became = stored["subscription"], stored["became"]
        return cls(
            stored["search"],
            stored["country"],
            Subscription(subscription) if subscription else None,
            stored["file"],
            Became(became) if became else None,
            stored["ids"],
        )


def page(
    conditions: Sequence[ColumnElement[bool]], place: Place | None = None, limit: int = 50
) -> Page[Contact]:
    """Return a page of contacts, the newest first unless a place says otherwise."""
    place = place or Place(keyset_pages.order(ORDERS, NEWEST))
    return keyset_pages.page(select(Contact).where(*conditions), place, limit)


def clauses_for(selection: Selection) -> list[ColumnElement[bool]]:
    """Return the SQL conditions of a selection."""
    clauses: list[ColumnElement[bool]] = []
    if selection.search:
        contact = contacts.by_number_or_user_id(selection.search, selection.country)
        clauses.append(Contact.id == contact.id if contact else _is_called(selection.search))
    if selection.subscription is not None:
        clauses.append(Contact.subscription == selection.subscription)
    if selection.file is not None:
        became = [] if selection.became is None else [BECAME[selection.became]]
        clauses.append(events_sql.is_in_file(selection.file, *became))
    if selection.ids is not None:
        clauses.append(Contact.id.in_(selection.ids))
    return clauses


def _is_called(search: str) -> ColumnElement[bool]:
    """Return the condition that the contact has the username, or the words."""
    return (Contact.username == search.removeprefix("@").lower()) | _has_words(search)


def _has_words(search: str) -> ColumnElement[bool]:
    """Return the condition that each word, in any order, begins a word of the contact."""
    quoted = [word.replace("\\", "\\\\").replace("'", "''") for word in search.split()]
    prefixes = " & ".join(f"'{word}':*" for word in quoted)
    words: ColumnElement[Any] = literal_column(WORDS)
    return words.bool_op("@@")(func.to_tsquery(literal_column("'simple'"), prefixes))


class Matches(NamedTuple):
    """The conditions of a list, and how many contacts match."""

    conditions: Sequence[ColumnElement[bool]]
    total: int


def matches(selection: Selection, max_count: int) -> Matches:
    """Return the conditions of a list and the count, up to `max_count` (above FEW_MATCHES).

    With a sort order and a limit, the planner assumes that every word is common, and reads a
    million contacts for a rare one. So the few matches of a search are selected by their ids;
    those of a common word are found soon in any order.
    """
    clauses = clauses_for(selection)
    if not selection.search:
        return Matches(clauses, count(clauses, max_count))
    matching = select(Contact.id).where(*clauses).limit(max_count).subquery()
    few = case((func.count() <= FEW_MATCHES, func.array_agg(matching.c.id)))
    number, ids = db.session.execute(select(func.count(), few).select_from(matching)).one()
    if number > FEW_MATCHES:
        return Matches(clauses, number)
    return Matches([Contact.id == any_(literal(ids, IDS))], number)


def count(conditions: Sequence[ColumnElement[bool]], max_count: int | None = None) -> int:
    """Return the number of contacts, up to `max_count`, as counting a million takes long."""
    matching = select(Contact.id).where(*conditions).limit(max_count).subquery()
    return db.session.scalar(select(func.count()).select_from(matching)) or 0


def are_many() -> bool:
    """Return whether counting contacts by a filter takes long, as it reads all of them."""
    return count([], max_count=MANY_CONTACTS + 1) > MANY_CONTACTS


def after_id(
    conditions: Sequence[ColumnElement[bool]], after: int = 0, limit: int | None = None
) -> Sequence[Contact]:
    """Return contacts in the order of their ids, beginning after an id."""
    statement = select(Contact).where(*conditions, Contact.id > after)
    return db.session.scalars(statement.order_by(Contact.id).limit(limit)).all()


def ids_after(conditions: Sequence[ColumnElement[bool]], after: int, limit: int) -> Sequence[int]:
    """Return the ids of contacts in their order, beginning after an id."""
    statement = select(Contact.id).where(*conditions, Contact.id > after)
    return db.session.scalars(statement.order_by(Contact.id).limit(limit)).all()


def attribute_names(conditions: Sequence[ColumnElement[bool]]) -> list[str]:
    """Return the names of all attributes that any of the contacts has, sorted."""
    names = func.jsonb_object_keys(Contact.attributes).label("name")
    return sorted(db.session.scalars(select(names).where(*conditions).distinct()))
