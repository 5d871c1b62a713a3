"""Finding campaigns and files by the names that people type into a filter."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, Text, cast, or_, select

from webapp.domain.audience_fields import FIELDS, FieldKind
from webapp.extensions import db
from webapp.models import Campaign, CampaignKind, ContactImport


class Named(NamedTuple):
    """A thing's id, as a filter stores it, and its name."""

    value: str
    label: str


def find(field: str, typed: str) -> Named | None:
    """Find what the field's value means, by name or by id: the latest of several."""
    if field == "files":
        return _file(typed)
    is_campaign = field.startswith("campaigns_") and FIELDS.get(field, ("",))[0] == FieldKind.SET
    return _campaign(typed) if is_campaign else None


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
