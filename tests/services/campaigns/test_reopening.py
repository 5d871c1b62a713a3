"""Completed campaigns, when a message turns out not to have been sent."""

import threading

import pytest

from jobs.plan_day import plan_day
from tests.support import payloads
from tests.support.inbox import a_sent_campaign, now, receive, recipients_of
from webapp import clock
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.recipients.status import RecipientStatus, SkipReason
from webapp.extensions import db
from webapp.models import AuditEntry, Campaign
from webapp.services.campaigns import lifecycle, reopening

S = RecipientStatus
CAPPED = 131049


@pytest.fixture
def completed(app, at) -> Campaign:
    """A completed campaign of two."""
    at("2025-10-05 12:00")
    campaign = a_sent_campaign(2)
    plan_day()
    db.session.refresh(campaign)
    assert campaign.status == CampaignStatus.COMPLETED
    return campaign


def fail(campaign: Campaign, code: int = CAPPED) -> None:
    receive(payloads.receipt(recipients_of(campaign)[0].wamid, "failed", now(), code=code))


def reopenings() -> int:
    noted = db.select(db.func.count(AuditEntry.id)).filter_by(action="campaign.reopen")
    return db.session.scalar(noted)


def test_it_goes_on_for_who_is_to_be_tried_again(completed, at):
    fail(completed)

    plan_day()

    db.session.expire_all()
    [first, second] = recipients_of(completed)
    assert (first.status, second.status) == (S.PENDING, S.SENT)
    assert (completed.status, completed.completed_at) == (CampaignStatus.ACTIVE, None)


def test_who_was_capped_is_written_to_again_later(completed, at):
    fail(completed)
    plan_day()

    at("2025-10-07 18:00")
    plan_day()

    db.session.expire_all()
    assert recipients_of(completed)[0].status == S.QUEUED


def test_a_final_failure_leaves_it_completed(completed):
    fail(completed, 131026)

    plan_day()

    db.session.refresh(completed)
    assert completed.status == CampaignStatus.COMPLETED
    assert reopenings() == 0


def test_it_waits_where_its_sender_is_stopped(completed):
    fail(completed, 131042)

    plan_day()

    db.session.refresh(completed)
    assert (completed.status, completed.pause_reason) == (
        CampaignStatus.PAUSED,
        PauseReason.SENDER,
    )


def test_nobody_waits_in_a_campaign_that_was_cancelled(app, at):
    at("2025-10-05 12:00")
    campaign = a_sent_campaign(2)
    lifecycle.cancel(campaign, "tests")
    db.session.commit()

    fail(campaign)
    plan_day()

    db.session.expire_all()
    one = recipients_of(campaign)[0]
    assert (one.status, one.skip_reason) == (S.SKIPPED, SkipReason.CANCELLED)
    assert campaign.status == CampaignStatus.CANCELLED


def test_two_who_look_at_once_reopen_it_once(completed, app):
    fail(completed)

    def look() -> None:
        with app.app_context():
            reopening.reopen(clock.now())
            db.session.commit()

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert reopenings() == 1
