"""Reading saved audiences."""

from collections.abc import Sequence

from sqlalchemy import Text, func, select

from webapp.extensions import db
from webapp.models import Audience
from webapp.queries.operations.keyset_pages import Order

ORDERS = {
    "name": Order(func.lower(Audience.name, type_=Text), Audience.id),
    "since": Order(Audience.created_at, Audience.id),
}
BY_NAME = "name"


def listed(order: Order) -> Sequence[Audience]:
    """Return all saved audiences in the order."""
    return db.session.scalars(select(Audience).order_by(*order.clauses)).all()
