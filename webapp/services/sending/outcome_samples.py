"""Counting the latest outcomes of a campaign's messages."""

import uuid
from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import delete, insert

from webapp import clock
from webapp.extensions import db
from webapp.models import Channel, OutcomeSample

#: Older samples say nothing about a campaign's present state.
SAMPLES_KEPT_FOR = timedelta(hours=24)


def add(campaign_id: uuid.UUID, channel: Channel, good: int, failures: Counter[str]) -> None:
    """Count outcomes that became known together, in the transaction that stores them."""
    if good or failures:
        row = {"campaign_id": campaign_id, "channel": channel, "at": clock.now()}
        db.session.execute(insert(OutcomeSample).values(**row, good=good, failures=dict(failures)))


def delete_old(now: datetime) -> None:
    """Delete the samples that are no longer used."""
    db.session.execute(delete(OutcomeSample).where(OutcomeSample.at < now - SAMPLES_KEPT_FOR))
