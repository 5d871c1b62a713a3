"""Counting what came of a campaign's messages lately."""

import uuid
from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import delete, insert

from webapp import clock
from webapp.extensions import db
from webapp.models import Channel, OutcomeSample

#: What is older says nothing of how a campaign does now.
KEPT_FOR = timedelta(hours=24)


def add(campaign_id: uuid.UUID, channel: Channel, good: int, failures: Counter[str]) -> None:
    """Count outcomes that became known together, in the transaction that notes them."""
    if good or failures:
        row = {"campaign_id": campaign_id, "channel": channel, "at": clock.now()}
        db.session.execute(insert(OutcomeSample).values(**row, good=good, failures=dict(failures)))


def forget_old(now: datetime) -> None:
    """Forget what is no longer looked at."""
    db.session.execute(delete(OutcomeSample).where(OutcomeSample.at < now - KEPT_FOR))
