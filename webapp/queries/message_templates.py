"""Finding message templates."""

from collections.abc import Sequence

from sqlalchemy import case, select

from webapp.extensions import db
from webapp.models import MessageTemplate


def of_account(waba_id: str, search: str = "") -> Sequence[MessageTemplate]:
    """List the approved templates of a sender's account, by name and language."""
    chosen = (
        select(MessageTemplate)
        .where(MessageTemplate.waba_id == waba_id, MessageTemplate.status == "APPROVED")
        .order_by(MessageTemplate.name, MessageTemplate.language)
    )
    if search:
        chosen = chosen.where(MessageTemplate.name.icontains(search, autoescape=True))
    return db.session.scalars(chosen).all()


def everything() -> Sequence[MessageTemplate]:
    """List all templates, those that WhatsApp no longer lists at the end."""
    gone_last = case((MessageTemplate.status == "DELETED", 1), else_=0)
    return db.session.scalars(
        select(MessageTemplate).order_by(
            gone_last, MessageTemplate.name, MessageTemplate.language, MessageTemplate.id
        )
    ).all()
