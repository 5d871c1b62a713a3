"""Saving audiences."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from webapp import clock
from webapp.domain.translatable import N_
from webapp.errors import InvalidInput
from webapp.extensions import db
from webapp.models import Audience
from webapp.services.accounts import audit


def create(name: str, filter_: Mapping[str, Any], actor: str) -> Audience:
    """Save a filter under a name. Raises InvalidInput when another audience has the name.

    A second call with the same filter returns the existing audience.
    """
    row = insert(Audience).values(name=name, filter=dict(filter_), created_at=clock.now())
    if_new = row.on_conflict_do_nothing(index_elements=["name"])
    new_id = db.session.scalar(if_new.returning(Audience.id))
    audience = db.session.scalars(select(Audience).where(Audience.name == name)).one()
    if audience.filter != filter_:
        raise _name_is_taken()
    if new_id is not None:
        audit.note(actor, "audience.create", f"audience {audience.id}", name=name)
    return audience


def change(audience: Audience, name: str, filter_: Mapping[str, Any], actor: str) -> None:
    """Rename the audience and set its filter; campaigns that used it keep theirs.

    Raises InvalidInput when another audience has the name.
    """
    try:
        with db.session.begin_nested():
            audience.name, audience.filter = name, dict(filter_)
    except IntegrityError:
        raise _name_is_taken() from None
    audit.note(actor, "audience.change", f"audience {audience.id}", name=name)


def delete(audience: Audience, actor: str) -> None:
    """Delete the audience; campaigns that used it keep their recipients."""
    audit.note(actor, "audience.delete", f"audience {audience.id}", name=audience.name)
    db.session.delete(audience)


def _name_is_taken() -> InvalidInput:
    message = N_("Another audience has this name: choose a different one.")
    return InvalidInput(message, {"name": message})
