"""Finding campaigns and files by the names that people type into a filter."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, Text, cast, or_, select

from webapp.domain.audiences.fields import FIELDS, FieldKind
from webapp.extensions import db
from webapp.models import Campaign, CampaignKind, ContactImport


class Named(NamedTuple):
    """A thing's id, as a filter stores it, and its name."""

    value: str
    label: str


def is_named(field: str) -> bool:
    """Answer whether the values of the field are campaigns or files, which have names."""
    return field == "files" or _is_campaign(field)


def find(field: str, typed: str) -> Named | None:
    """Find what the field's value means, by name or by id: the latest of several."""
    if field == "files":
        return _file(typed)
    return _campaign(typed) if _is_campaign(field) else None


def shown(field: str, value: str) -> str:
    """Write a value so that `find` finds it again: by its name, if that is its own; else by id."""
    known = find(field, value)
    by_name = find(field, known.label) if known else None
    return known.label if known and known == by_name else value


def _is_campaign(field: str) -> bool:
    return field.startswith("campaigns_") and FIELDS.get(field, ("",))[0] == FieldKind.SET


def _campaign(typed: str) -> Named | None:
    chosen = select(Campaign.id, Campaign.name).where(
        Campaign.kind == CampaignKind.CAMPAIGN, _is(typed, Campaign.name, Campaign.id)
    )
    found = db.session.execute(chosen.order_by(Campaign.created_at.desc()).limit(1)).first()
    return Named(str(found.id), found.name) if found else None


def _file(typed: str) -> Named | None:
    name = ContactImport.filename
    chosen = select(ContactImport.id, name).where(_is(typed, name, ContactImport.id))
    found = db.session.execute(chosen.order_by(ContactImport.id.desc()).limit(1)).first()
    return Named(str(found.id), found.filename) if found else None


def _is(typed: str, name: object, key: object) -> ColumnElement[bool]:
    return or_(name == typed, cast(key, Text) == typed)  # type: ignore[arg-type]
