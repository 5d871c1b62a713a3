"""Reading the audit log."""

import re
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Text,
    cast,
    false,
    func,
    literal,
    literal_column,
    select,
    true,
    union_all,
)

from webapp.extensions import db
from webapp.models import Audience, AuditEntry, Campaign, CampaignKind, Contact
from webapp.models.accounts.audit import WORDS
from webapp.queries.operations import keyset_pages
from webapp.queries.operations.keyset_pages import Order, Page, Place

ORDERS = {"when": Order(AuditEntry.id, AuditEntry.id)}
LATEST = "-when"
#: The pattern of one word; the index separates words in the same way.
_PARTS = re.compile(r"[^\W_]+")


def of_subject(subject: str, limit: int = 10) -> Sequence[AuditEntry]:
    """Return the latest entries about one subject, the latest first."""
    statement = select(AuditEntry).where(AuditEntry.subject == subject)
    return db.session.scalars(statement.order_by(AuditEntry.id.desc()).limit(limit)).all()


#: Subjects with names: the parser of their ids, the id, the name, and which of them have a page.
_NAMED: dict[str, tuple[Callable[[str], Any], Any, Any, Any]] = {
    "campaign": (uuid.UUID, Campaign.id, Campaign.name, Campaign.kind == CampaignKind.CAMPAIGN),
    "audience": (int, Audience.id, Audience.name, true()),
    "contact": (
        int,
        Contact.id,
        func.coalesce(
            func.nullif(Contact.name, ""),
            Contact.phone_number,
            literal("@").concat(Contact.username),
            Contact.user_id,
        ),
        true(),
    ),
}


def names(entries: Iterable[AuditEntry]) -> dict[str, str]:
    """Return the names of the entries' campaigns, audiences and contacts that still exist."""
    keys: dict[str, set[Any]] = {thing: set() for thing in _NAMED}
    for entry in entries:
        thing, _space, key = entry.subject.partition(" ")
        with suppress(KeyError, ValueError):  # it has no name, or is not an id
            keys[thing].add(_NAMED[thing][0](key))
    parts = [
        select(literal(f"{thing} ").concat(cast(column, Text)), name).where(
            column.in_(keys[thing]), has_page
        )
        for thing, (_read, column, name, has_page) in _NAMED.items()
        if keys[thing]
    ]
    return dict(db.session.execute(union_all(*parts)).all()) if parts else {}


def page(
    search: str = "",
    actions: Mapping[str, Collection[str]] = MappingProxyType({}),
    place: Place | None = None,
    limit: int = 50,
) -> Page[AuditEntry]:
    """Return entries, the latest first: all, or those with every word of the search.

    A beginning of a word is enough. `actions` maps a word to the actions that it means in the
    user's language.
    """
    statement = select(AuditEntry)
    for word in search.split():
        statement = statement.where(_mentions(word, actions.get(word, ())))
    return keyset_pages.page(statement, place or Place(keyset_pages.order(ORDERS, LATEST)), limit)


def _mentions(word: str, actions: Collection[str]) -> ColumnElement[bool]:
    """Return the condition on the word with all its parts, or on one of the actions."""
    parts = " & ".join(f"'{part}':*" for part in _PARTS.findall(word))
    named = [" <-> ".join(f"'{part}'" for part in _PARTS.findall(action)) for action in actions]
    query = " | ".join(f"({term})" for term in (parts, *named) if term)
    words: ColumnElement[Any] = literal_column(WORDS)
    mentions = words.bool_op("@@")(func.to_tsquery(literal_column("'simple'"), query))
    return mentions if query else false()
