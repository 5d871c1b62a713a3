"""One step for several campaigns at once."""

import uuid
from collections.abc import Callable, Sequence

from sqlalchemy import select

from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.operations.bulk import BulkKind
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.models import Campaign, Sender
from webapp.services.campaigns import lifecycle
from webapp.services.planning import replanning
from webapp.services.planning.replanning import Replan

#: Campaigns in one transaction, which plans each of their portfolios once.
CAMPAIGNS_PER_TRANSACTION = 25

Step = Callable[[Campaign, str, Replan], None]


def _pause(campaign: Campaign, actor: str, replan: Replan) -> None:
    lifecycle.pause(campaign, PauseReason.PERSON, actor, replan=replan)


#: What each step does, and the statuses from which it can be taken.
STEPS: dict[BulkKind, tuple[Step, tuple[CampaignStatus, ...]]] = {
    BulkKind.CAMPAIGNS_PAUSE: (_pause, (CampaignStatus.ACTIVE,)),
    BulkKind.CAMPAIGNS_RESUME: (lifecycle.resume, (CampaignStatus.PAUSED,)),
    BulkKind.CAMPAIGNS_CANCEL: (
        lifecycle.cancel,
        (CampaignStatus.ACTIVE, CampaignStatus.PAUSED),
    ),
}


def run(step: BulkKind, ids: Sequence[uuid.UUID], actor: str) -> int:
    """Run the step for those campaigns that allow it; return their number. Repeated, it is 0."""
    do, statuses = STEPS[step]
    # Portfolio by portfolio: all processes lock them in this order.
    statement = select(Campaign).join(Sender)
    statement = statement.where(Campaign.id.in_(ids), Campaign.status.in_(statuses))
    campaigns = db.session.scalars(statement.order_by(Sender.portfolio_id, Campaign.id)).all()
    with replanning.once() as replan:
        return sum(_run_one(do, campaign, actor, replan) for campaign in campaigns)


def _run_one(do: Step, campaign: Campaign, actor: str, replan: Replan) -> bool:
    try:
        with db.session.begin_nested():
            do(campaign, actor, replan)
    except WrongStatus:  # another process was quicker
        return False
    return True
