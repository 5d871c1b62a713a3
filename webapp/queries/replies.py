"""Reading what people wrote back."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from webapp.extensions import db
from webapp.models import Contact, Reply, ReplyEffect


@dataclass(frozen=True)
class Page:
    """A page of replies; `next_cursor` is None on the last one."""

    replies: Sequence[Reply]
    next_cursor: int | None


def page(effect: ReplyEffect | None = None, before: int | None = None, limit: int = 50) -> Page:
    """List replies, the latest first, from before the cursor."""
    chosen = (
        select(Reply)
        .options(joinedload(Reply.contact), joinedload(Reply.campaign))
        .order_by(Reply.id.desc())
        .limit(limit + 1)
    )
    if effect is not None:
        chosen = chosen.where(Reply.effect == effect)
    if before is not None:
        chosen = chosen.where(Reply.id < before)
    found = db.session.scalars(chosen).all()
    return Page(found[:limit], found[limit - 1].id if len(found) > limit else None)


def of_contact(contact: Contact, limit: int = 50) -> Sequence[Reply]:
    """List what one person wrote, the latest first."""
    return db.session.scalars(
        select(Reply)
        .options(joinedload(Reply.campaign))
        .where(Reply.contact_id == contact.id)
        .order_by(Reply.received_at.desc())
        .limit(limit)
    ).all()


def to_review() -> int:
    """Count the replies on which a person has to decide."""
    waiting = select(func.count()).where(Reply.effect == ReplyEffect.TO_REVIEW)
    return db.session.scalar(waiting) or 0
