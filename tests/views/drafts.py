"""Helpers for the tests of drafts and audiences."""

from webapp.extensions import db
from webapp.models import Campaign

LIMA = {
    "match": "all",
    "conditions": [{"field": "attributes.city", "operator": "is", "value": "Lima"}],
}
#: A row of an audience's form: contacts from Lima.
ROW = {
    "conditions-0-field": "attributes.city",
    "conditions-0-operator": "is",
    "conditions-0-value": "Lima",
}
EVERYONE = {"match": "all", "conditions": []}


def the_campaign() -> Campaign:
    db.session.expire_all()
    return db.session.scalars(db.select(Campaign)).one()
