"""Reading what people wrote back."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from webapp.extensions import db
from webapp.models import Recipient, Reply, ReplyEffect
from webapp.queries.operations import keyset_pages
from webapp.queries.operations.keyset_pages import Cut, Order, Place

ORDERS = {"when": Order(Reply.id, Reply.id)}
LATEST = "-when"


def page(
    effect: ReplyEffect | None = None, place: Place | None = None, limit: int = 50
) -> Cut[Reply]:
    """List replies, the latest first."""
    chosen = select(Reply).options(joinedload(Reply.contact), joinedload(Reply.campaign))
    if effect is not None:
        chosen = chosen.where(Reply.effect == effect)
    return keyset_pages.page(chosen, place or Place(keyset_pages.order(ORDERS, LATEST)), limit)


def in_campaign(recipient: Recipient, limit: int = 20) -> Sequence[Reply]:
    """List what one person replied to one campaign, in order."""
    chosen = select(Reply).where(
        Reply.contact_id == recipient.contact_id, Reply.campaign_id == recipient.campaign_id
    )
    return db.session.scalars(chosen.order_by(Reply.received_at).limit(limit)).all()


def to_review() -> int:
    """Count the replies on which a person has to decide."""
    waiting = select(func.count()).where(Reply.effect == ReplyEffect.TO_REVIEW)
    return db.session.scalar(waiting) or 0
