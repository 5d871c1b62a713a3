"""The latest outcomes of a campaign's messages."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Integer, func, select

from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.sending.circuit_breaker import NO_RESPONSE, Outcomes
from webapp.extensions import db
from webapp.models import Campaign, Channel, OutcomeSample, Sender

#: A call without a response is known late, long after the responses to calls made with it. Such
#: calls are compared with all that became known within a time that is longer than they take.
NO_RESPONSE_WINDOW = timedelta(seconds=90)


def latest(campaign_id: uuid.UUID, channel: Channel, rows: int) -> list[Outcomes]:
    """Return the latest samples of this channel, at most `rows`; missing responses are left out."""
    samples = db.session.execute(
        select(OutcomeSample.good, OutcomeSample.failures)
        .where(OutcomeSample.campaign_id == campaign_id, OutcomeSample.channel == channel)
        .order_by(OutcomeSample.id.desc())
        .limit(rows)
    )
    return [
        Outcomes(good, {code: n for code, n in failures.items() if code != NO_RESPONSE})
        for good, failures in samples
    ]


def without_response(campaign_id: uuid.UUID, now: datetime) -> Outcomes:
    """Return the latest calls that WhatsApp accepted, and those without a response."""
    lost = OutcomeSample.failures[NO_RESPONSE].astext.cast(Integer)
    good, calls = db.session.execute(
        select(func.sum(OutcomeSample.good), func.sum(lost)).where(
            OutcomeSample.campaign_id == campaign_id,
            OutcomeSample.channel == Channel.RESPONSE,
            OutcomeSample.at > now - NO_RESPONSE_WINDOW,
        )
    ).one()
    return Outcomes(int(good or 0), {NO_RESPONSE: int(calls or 0)})


def with_failures(now: datetime) -> Sequence[Campaign]:
    """Return the active campaigns with recent failures, in the order of locking."""
    failing = select(OutcomeSample.campaign_id).where(
        OutcomeSample.at > now - NO_RESPONSE_WINDOW, OutcomeSample.failures != {}
    )
    return db.session.scalars(
        select(Campaign)
        .join(Sender)
        .where(Campaign.status == CampaignStatus.ACTIVE, Campaign.id.in_(failing))
        .order_by(Sender.portfolio_id, Campaign.id)
    ).all()
