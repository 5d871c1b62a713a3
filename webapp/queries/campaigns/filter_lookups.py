"""Finding campaigns and files by the names that users type into a filter."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, Text, cast, or_, select

from webapp.domain.audiences.fields import FIELDS, FieldKind
from webapp.extensions import db
from webapp.models import Campaign, CampaignKind, ContactImport


class Lookup(NamedTuple):
    """An id, as a filter stores it, and its name."""

    value: str
    label: str


def has_lookup(field: str) -> bool:
    """Return whether the values of the field are campaigns or files, which have names."""
    return field == "files" or _is_campaign(field)


def find(field: str, typed: str) -> Lookup | None:
    """Return the campaign or file of the value, by name or by id: the latest of several."""
    if field == "files":
        return _file(typed)
    return _campaign(typed) if _is_campaign(field) else None


def label_for(field: str, value: str) -> str:
    """Return the text by which `find` finds the value: its name if unique, else its id."""
    known = find(field, value)
    by_name = find(field, known.label) if known else None
    return known.label if known and known == by_name else value


def _is_campaign(field: str) -> bool:
    return field.startswith("campaigns_") and FIELDS.get(field, ("",))[0] == FieldKind.SET


def _campaign(typed: str) -> Lookup | None:
    statement = select(Campaign.id, Campaign.name).where(
        Campaign.kind == CampaignKind.CAMPAIGN, _is_either(typed, Campaign.name, Campaign.id)
    )
    row = db.session.execute(statement.order_by(Campaign.created_at.desc()).limit(1)).first()
    return Lookup(str(row.id), row.name) if row else None


def _file(typed: str) -> Lookup | None:
    name = ContactImport.filename
    statement = select(ContactImport.id, name).where(_is_either(typed, name, ContactImport.id))
    row = db.session.execute(statement.order_by(ContactImport.id.desc()).limit(1)).first()
    return Lookup(str(row.id), row.filename) if row else None


def _is_either(typed: str, name: object, key: object) -> ColumnElement[bool]:
    return or_(name == typed, cast(key, Text) == typed)  # type: ignore[arg-type]
