"""Reading open and closed incidents."""

from sqlalchemy import func, select

from webapp.extensions import db
from webapp.models import Incident
from webapp.queries.operations import keyset_pages
from webapp.queries.operations.keyset_pages import Order, Page, Place

ORDERS = {"when": Order(Incident.id, Incident.id)}
LATEST = "-when"


def page(
    is_open: bool | None = None, place: Place | None = None, limit: int = 50
) -> Page[Incident]:
    """Return incidents, the latest first: the open ones, the closed ones, or all."""
    statement = select(Incident)
    if is_open is not None:
        over = Incident.ended_at.is_not(None)
        statement = statement.where(~over if is_open else over)
    return keyset_pages.page(statement, place or Place(keyset_pages.order(ORDERS, LATEST)), limit)


def count_open() -> int:
    """Return the number of open incidents."""
    return db.session.scalar(select(func.count()).where(Incident.ended_at.is_(None))) or 0
