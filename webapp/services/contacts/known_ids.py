"""Storing the ids by which WhatsApp names our contacts.

Without them a STOP could arrive weeks later with an id that we cannot assign to a contact. The
user id that came last replaces the one before; both identify the contact from then on.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, or_, select, text
from sqlalchemy.exc import IntegrityError

from webapp import clock
from webapp.domain.contacts.whatsapp_ids import WhatsAppIds
from webapp.extensions import db
from webapp.models import Contact, FormerIdentity, Reply, TaskKind
from webapp.queries.contacts.former_identities import Identity
from webapp.services.background import tasks
from webapp.services.contacts import former_identities, same_person

#: A contact's present ids.
IdsRow = Row[*tuple[Any, ...]]
#: The columns that are stored, with their types.
COLUMNS = {
    "user_id": "text",
    "parent_user_id": "text",
    "username": "text",
    "wa_id": "text",
    "user_id_since": "timestamptz",
}
_STORE = text(
    f"""
    UPDATE contacts p SET {", ".join(f"{name} = s.{name}" for name in COLUMNS)}
    FROM unnest(CAST(:ids AS bigint[]),
                {", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in COLUMNS.items())})
         AS s(id, {", ".join(COLUMNS)})
    WHERE p.id = s.id
    """  # noqa: S608 (made of the names above)
)


def are_known(contact: Contact | IdsRow, ids: WhatsAppIds) -> bool:
    """Return whether the contact has these ids already."""
    new = (ids.user_id, ids.parent_user_id, ids.username, ids.number)
    own = (contact.user_id, contact.parent_user_id, contact.username, contact.wa_id)
    lacks_number = ids.number is not None and contact.phone_number is None
    is_same = all(theirs in (None, ours) for theirs, ours in zip(new, own, strict=True))
    return is_same and not lacks_number


def store(ids_by_contact: Mapping[int, WhatsAppIds]) -> None:
    """Store what WhatsApp says of these contacts, in a fixed number of statements.

    An id that identifies another contact is not stored: the two are one person, and a background
    task merges them. Replies that waited for one of the ids are applied in the background.
    """
    if not ids_by_contact:
        return
    try:
        with db.session.begin_nested():
            _store(ids_by_contact)
    except IntegrityError:  # another worker has just given one of the ids to another contact
        _store(ids_by_contact)


def _store(ids_by_contact: Mapping[int, WhatsAppIds]) -> None:
    rows = _lock(ids_by_contact)
    pairs = [(ids.user_id, ids.parent_user_id) for ids in ids_by_contact.values()]
    keys = {key for pair in pairs for key in pair if key}
    owners = _owners(keys)
    changes = [_Change(row, ids_by_contact[row.id], owners) for row in rows]
    former_identities.forget(*(key for change in changes for key in change.returned))
    changed = [change for change in changes if change.is_changed]
    if changed:
        params: dict[str, list[Any]] = {"ids": [change.row.id for change in changed]}
        params |= {name: [change.values[name] for change in changed] for name in COLUMNS}
        db.session.execute(_STORE, params)
    for change in changes:
        former_identities.store(change.row.id, map(Identity, change.former))
    same_person.schedule_merges(pair for change in changes for pair in change.clashes)
    adopt_orphans(keys)


def _lock(contact_ids: Collection[int]) -> Sequence[IdsRow]:
    """Lock the contacts, in the order that all workers use, and return their present ids."""
    statement = (
        select(
            *(Contact.id, Contact.user_id, Contact.parent_user_id, Contact.username),
            *(Contact.wa_id, Contact.user_id_since, Contact.match_key),
        )
        .where(Contact.id.in_(contact_ids))
        .order_by(Contact.match_key, Contact.id)
    )
    return db.session.execute(statement.with_for_update(key_share=True)).all()


def _owners(keys: Collection[str]) -> dict[str, int]:
    """Return the contact of each user id that identifies one, present ids before former ones."""
    if not keys:
        return {}
    former = select(FormerIdentity.key, FormerIdentity.contact_id)
    owners = dict(db.session.execute(former.where(FormerIdentity.key.in_(keys))).all())
    present = db.session.execute(
        select(Contact.id, Contact.user_id, Contact.parent_user_id).where(
            or_(Contact.user_id.in_(keys), Contact.parent_user_id.in_(keys))
        )
    )
    for contact_id, *ids in present:
        owners |= {key: contact_id for key in ids if key and key in keys}
    return owners


class _Change:
    """What the ids from WhatsApp change for one contact."""

    def __init__(self, row: IdsRow, ids: WhatsAppIds, owners: dict[str, int]) -> None:
        self.row = row
        self.values = {name: getattr(row, name) for name in COLUMNS}
        self.returned: list[str] = []  # former ids that are used again
        self.former: list[str] = []
        self.clashes: list[tuple[str, str]] = []
        since = row.user_id_since
        is_newer = since is None or ids.at is None or ids.at >= since
        for name, key in (("user_id", ids.user_id), ("parent_user_id", ids.parent_user_id)):
            if key and key != self.values[name]:
                self._add(name, key, owners, is_newer=is_newer)
        if self.values["user_id"] != row.user_id:
            self.values["user_id_since"] = ids.at or clock.now()
        if is_newer:
            self.values["username"] = ids.username or row.username
        self.values["wa_id"] = ids.number or row.wa_id

    @property
    def is_changed(self) -> bool:
        return any(value != getattr(self.row, name) for name, value in self.values.items())

    def _add(self, name: str, key: str, owners: dict[str, int], *, is_newer: bool) -> None:
        before, owner = self.values[name], owners.get(key)
        owners.setdefault(key, self.row.id)  # for the next contact with the same id
        if owner not in (None, self.row.id):
            self.clashes.append((key, self.row.match_key or self.row.user_id))
        elif before is None or is_newer:
            self.values[name] = key
            self.former += [before] if before else []
            self.returned += [key] if owner else []
        elif owner is None:
            self.former.append(key)


def adopt_orphans(user_ids: Collection[str]) -> None:
    """Assign replies that arrived before their contact was known, in the background."""
    if not user_ids:
        return
    orphans = db.session.scalars(
        select(Reply.user_id)
        .where(Reply.contact_id.is_(None), Reply.user_id.in_(list(user_ids)))
        .distinct()
    )
    tasks.add_all(TaskKind.ADOPT_REPLIES, ({"user_id": user_id} for user_id in orphans))
