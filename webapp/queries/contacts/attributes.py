"""The attributes that contacts have."""

from sqlalchemy import func, select

from webapp.domain.imports.cell_values import Kind
from webapp.extensions import db
from webapp.models import Contact, ContactAttribute

#: The number of newest contacts whose attributes are read; reading a million takes long.
SAMPLE_CONTACTS = 1000


def kinds() -> dict[str, Kind | None]:
    """Return the attributes that contacts have, each with the kind of its values if known.

    The kind is known for attributes from files. Others are found in the newest contacts only.
    """
    rows = db.session.execute(select(ContactAttribute.name, ContactAttribute.kind))
    known = {name: Kind(kind) for name, kind in rows}
    newest = select(Contact.attributes).order_by(Contact.id.desc()).limit(SAMPLE_CONTACTS)
    names = func.jsonb_object_keys(newest.subquery().c.attributes).label("name")
    return dict.fromkeys(db.session.scalars(select(names).distinct())) | known


def names() -> list[str]:
    """Return the names of the attributes that contacts have, sorted."""
    return sorted(kinds())
