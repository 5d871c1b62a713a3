"""Reading replies."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from webapp.extensions import db
from webapp.models import Recipient, Reply, ReplyEffect
from webapp.queries.operations import keyset_pages
from webapp.queries.operations.keyset_pages import Order, Page, Place

ORDERS = {"when": Order(Reply.id, Reply.id)}
LATEST = "-when"


def page(
    effect: ReplyEffect | None = None, place: Place | None = None, limit: int = 50
) -> Page[Reply]:
    """Return a page of replies, the latest first."""
    statement = select(Reply).options(joinedload(Reply.contact), joinedload(Reply.campaign))
    if effect is not None:
        statement = statement.where(Reply.effect == effect)
    return keyset_pages.page(statement, place or Place(keyset_pages.order(ORDERS, LATEST)), limit)


def in_campaign(recipient: Recipient, limit: int = 20) -> Sequence[Reply]:
    """Return the replies of one contact to one campaign, in order."""
    statement = select(Reply).where(
        Reply.contact_id == recipient.contact_id, Reply.campaign_id == recipient.campaign_id
    )
    return db.session.scalars(statement.order_by(Reply.received_at).limit(limit)).all()


def review_count() -> int:
    """Return the number of replies that staff have to review."""
    waiting = select(func.count()).where(Reply.effect == ReplyEffect.TO_REVIEW)
    return db.session.scalar(waiting) or 0
