"""Lists of message templates."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Text, case, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from webapp.extensions import db
from webapp.models import Campaign, CampaignKind, MessageTemplate
from webapp.queries.operations.keyset_pages import Order


def approved_in(waba_id: str, search: str = "") -> Sequence[MessageTemplate]:
    """Return the approved templates of a sender's account, by name and language."""
    statement = (
        select(MessageTemplate)
        .where(MessageTemplate.waba_id == waba_id, MessageTemplate.status == "APPROVED")
        .order_by(MessageTemplate.name, MessageTemplate.language)
    )
    if search:
        statement = statement.where(MessageTemplate.name.icontains(search, autoescape=True))
    return db.session.scalars(statement).all()


class Listed(NamedTuple):
    """A template, and how many campaigns use it."""

    template: MessageTemplate
    campaigns: int


#: How many campaigns use the template.
_USES = (
    select(func.count())
    .where(
        Campaign.message_template_id == MessageTemplate.id,
        Campaign.kind == CampaignKind.CAMPAIGN,
    )
    .scalar_subquery()
)
ORDERS = {
    "name": Order(MessageTemplate.name + " " + MessageTemplate.language, MessageTemplate.id),
    "uses": Order(_USES, MessageTemplate.id),
    "synced": Order(MessageTemplate.synced_at, MessageTemplate.id),
}
BY_NAME = "name"


def listed(order: Order, search: str = "", status: str = "", category: str = "") -> list[Listed]:
    """Return templates in the order, those that WhatsApp no longer lists at the end."""
    gone_last = case((MessageTemplate.status == "DELETED", 1), else_=0)
    statement = select(MessageTemplate, _USES).order_by(gone_last, *order.clauses)
    if search:
        text = cast(MessageTemplate.components, Text)
        columns = (MessageTemplate.name, text)
        statement = statement.where(
            or_(*(column.icontains(search, autoescape=True) for column in columns))
        )
    if status:
        statement = statement.where(MessageTemplate.status == status)
    if category:
        statement = statement.where(MessageTemplate.category == category)
    return [Listed(*row) for row in db.session.execute(statement)]


def counts(column: InstrumentedAttribute[str]) -> dict[str, int]:
    """Return the number of templates by the value of the column, the largest first."""
    many = func.count()
    rows = db.session.execute(select(column, many).group_by(column).order_by(many.desc(), column))
    return {value: int(count) for value, count in rows}


def campaigns_of(template: MessageTemplate, limit: int = 20) -> Sequence[Campaign]:
    """Return the campaigns that use the template, the latest first."""
    campaigns = select(Campaign).where(
        Campaign.message_template_id == template.id, Campaign.kind == CampaignKind.CAMPAIGN
    )
    return db.session.scalars(campaigns.order_by(Campaign.created_at.desc()).limit(limit)).all()
