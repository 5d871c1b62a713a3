"""What the tests of the wizard's steps share."""

from webapp.extensions import db
from webapp.models import Campaign

LIMA = {
    "match": "all",
    "conditions": [{"field": "attributes.city", "operator": "is", "value": "Lima"}],
}
EVERYONE = {"match": "all", "conditions": []}


def the_campaign() -> Campaign:
    db.session.expire_all()
    return db.session.scalars(db.select(Campaign)).one()
