"""Starting a campaign with many people."""

import pytest

from jobs.run_background_task import run_background_task
from tests.support.factories import a_contact, a_draft
from webapp.domain.campaigns.status import CampaignStatus
from webapp.errors import InvalidInput, WrongStatus
from webapp.extensions import db
from webapp.models import AuditEntry, BackgroundTask, Campaign, MessageTemplate, TaskState
from webapp.queries.campaigns import statistics
from webapp.services.campaigns import launch
from webapp.services.recipients import from_audience

EVERYONE = {"match": "all", "conditions": []}


@pytest.fixture
def large(app, monkeypatch) -> Campaign:
    """A draft for three people, with two counted as many."""
    monkeypatch.setattr(from_audience, "MAX_RECIPIENTS_ADDED_IN_REQUEST", 2)
    for _ in range(3):
        a_contact()
    return a_draft(name="Spring", target_audience=EVERYONE)


def begin(campaign: Campaign) -> BackgroundTask | None:
    task = launch.begin(campaign, "eva")
    db.session.commit()
    return task


def test_a_small_campaign_starts_at_once(app):
    a_contact()
    campaign = a_draft(target_audience=EVERYONE)

    assert begin(campaign) is None
    assert campaign.status == CampaignStatus.ACTIVE


def test_a_large_one_is_started_by_a_worker(large):
    task = begin(large)
    assert (large.status, task.state) == (CampaignStatus.DRAFT, TaskState.WAITING)

    run_background_task(task.id)

    assert (large.status, task.state) == (CampaignStatus.ACTIVE, TaskState.DONE)
    assert statistics.for_campaign(large.id).total == 3
    assert task.params["people"] == 3


def test_a_second_click_finds_the_same_work_and_it_is_done_once(large):
    first, second = begin(large), begin(large)

    for task in (first, second):
        run_background_task(task.id)

    assert first is second
    assert first.state == TaskState.DONE
    noted = db.session.query(AuditEntry).filter_by(action="campaign.activate").count()
    assert noted == 1


def test_what_is_missing_is_told_at_once(large):
    large.message_template = None

    with pytest.raises(InvalidInput, match="can't be sent yet"):
        begin(large)


def test_what_came_between_is_noted_and_the_draft_may_be_started_again(large):
    task = begin(large)
    db.session.execute(db.update(MessageTemplate).values(status="PAUSED"))
    db.session.commit()

    run_background_task(task.id)

    assert (large.status, task.state) == (CampaignStatus.DRAFT, TaskState.FAILED)
    assert "has not approved" in task.error
    db.session.execute(db.update(MessageTemplate).values(status="APPROVED"))
    db.session.expire_all()
    assert begin(large).id != task.id


def test_a_campaign_that_has_begun_is_not_started_again(large):
    run_background_task(begin(large).id)

    with pytest.raises(WrongStatus):
        begin(large)
