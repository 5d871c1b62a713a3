"""Batches keep to their size, whatever row count PostgreSQL assumes.

Its plan for "the next ten" may run that subquery repeatedly: see `sending.claims`.
"""

from datetime import time, timedelta

import pytest

from tests.support.database import empty_tables
from tests.support.factories import an_active_campaign
from tests.support.inbox import a_sent_campaign, recipients_of
from webapp import clock
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Batch
from webapp.services.campaigns import daily
from webapp.services.sending import claims, delivery_timeouts, envelopes


@pytest.fixture(autouse=True)
def misled(app) -> None:
    """Have PostgreSQL count its rows after all of the earlier ones were deleted."""
    an_active_campaign(240)
    db.session.commit()
    empty_tables()
    db.session.execute(db.text("ANALYZE"))
    db.session.commit()


def test_no_more_are_claimed_than_were_asked_for():
    an_active_campaign(240)
    [allocation] = daily.allocate_due(clock.now())
    envelope = envelopes.for_batch(db.session.get_one(Batch, allocation.batch_ids[0]))

    assert [len(claims.claim(envelope, 10)) for _ in range(3)] == [10, 10, 10]


@pytest.mark.parametrize("hours", [{}, {"quiet_from": time(21), "quiet_until": time(8)}])
def test_no_more_are_allocated_for_a_day_than_its_limit(hours, at):
    at("2025-10-06 17:00")  # noon in Colombia
    an_active_campaign(240, daily_send_limit=10, **hours)

    assert [allocation.recipients for allocation in daily.allocate_due(clock.now())] == [10]


def test_no_more_time_out_at_once_than_the_limit(monkeypatch):
    campaign = a_sent_campaign(60)
    db.session.commit()
    monkeypatch.setattr(delivery_timeouts, "TIMEOUT_BATCH_ROWS", 10)
    day = timedelta(days=1)

    assert delivery_timeouts.fail_overdue(campaign.id, day, clock.now() + 3 * day) == 10
    statuses = [one.status for one in recipients_of(campaign)]
    assert statuses.count(RecipientStatus.FAILED) == 10
