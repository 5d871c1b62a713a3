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

    Asked again with the same filter, it answers the one that is there.
    """
    made = insert(Audience).values(name=name, filter=dict(filter_), created_at=clock.now())
    unless_there = made.on_conflict_do_nothing(index_elements=["name"])
    new_id = db.session.scalar(unless_there.returning(Audience.id))
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
    """Delete the audience; campaigns that used it keep their people."""
    audit.note(actor, "audience.delete", f"audience {audience.id}", name=audience.name)
    db.session.delete(audience)


def _name_is_taken() -> InvalidInput:
    taken = N_("Another audience has this name: choose a different one.")
    return InvalidInput(taken, {"name": taken})
