"""The attributes that contacts have."""

from sqlalchemy import func, select

from webapp.domain.imports.cell_values import Kind
from webapp.extensions import db
from webapp.models import Contact, ContactAttribute

#: Contacts in which we look for names of attributes: the newest, because a million take long.
SAMPLE = 1000


def kinds() -> dict[str, Kind | None]:
    """Name the attributes that contacts have, each with the kind of its values where a file said.

    Those that no file brought are known where one of the newest contacts has them.
    """
    rows = db.session.execute(select(ContactAttribute.name, ContactAttribute.kind))
    told = {name: Kind(kind) for name, kind in rows}
    newest = select(Contact.attributes).order_by(Contact.id.desc()).limit(SAMPLE).subquery()
    names = func.jsonb_object_keys(newest.c.attributes).label("name")
    return dict.fromkeys(db.session.scalars(select(names).distinct())) | told


def names() -> list[str]:
    """List the attributes that contacts have, by name."""
    return sorted(kinds())
