"""What came of a campaign's messages lately."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Integer, func, select

from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.sending.circuit_breaker import UNANSWERED, Outcomes
from webapp.extensions import db
from webapp.models import Campaign, Channel, OutcomeSample, Sender

#: A call without an answer is known late, when its neighbours' answers are long in: such calls are
#: compared with all that became known within a time that is longer than they take.
WITHIN = timedelta(seconds=90)


def latest(campaign_id: uuid.UUID, channel: Channel, rows: int) -> list[Outcomes]:
    """List so many of the latest outcomes that were told in this way; each is one or more.

    Calls without an answer are not among them.
    """
    found = db.session.execute(
        select(OutcomeSample.good, OutcomeSample.failures)
        .where(OutcomeSample.campaign_id == campaign_id, OutcomeSample.channel == channel)
        .order_by(OutcomeSample.id.desc())
        .limit(rows)
    )
    return [
        Outcomes(good, {code: n for code, n in failures.items() if code != UNANSWERED})
        for good, failures in found
    ]


def unanswered(campaign_id: uuid.UUID, now: datetime) -> Outcomes:
    """Count the calls of late that WhatsApp took, and those that it did not answer."""
    lost = OutcomeSample.failures[UNANSWERED].astext.cast(Integer)
    good, calls = db.session.execute(
        select(func.sum(OutcomeSample.good), func.sum(lost)).where(
            OutcomeSample.campaign_id == campaign_id,
            OutcomeSample.channel == Channel.ANSWER,
            OutcomeSample.at > now - WITHIN,
        )
    ).one()
    return Outcomes(int(good or 0), {UNANSWERED: int(calls or 0)})


def with_failures(now: datetime) -> Sequence[Campaign]:
    """List the active campaigns of which something failed of late, in the order of locking."""
    failing = select(OutcomeSample.campaign_id).where(
        OutcomeSample.at > now - WITHIN, OutcomeSample.failures != {}
    )
    return db.session.scalars(
        select(Campaign)
        .join(Sender)
        .where(Campaign.status == CampaignStatus.ACTIVE, Campaign.id.in_(failing))
        .order_by(Sender.portfolio_id, Campaign.id)
    ).all()
