"""The minute after "Send" in which the start of a campaign can be undone."""

from datetime import date

import pytest

from tests.support.background import run_due_tasks
from tests.support.concurrently import concurrently
from tests.support.starting_campaigns import a_draft_for_three, begin, tick, undo
from webapp import clock
from webapp.domain.campaigns.status import CampaignStatus
from webapp.errors import InvalidInput, WrongStatus
from webapp.extensions import db
from webapp.models import (
    AuditEntry,
    BackgroundTask,
    Campaign,
    MessageTemplate,
    Recipient,
    TaskState,
)
from webapp.queries.campaigns import statistics
from webapp.services.campaigns import daily, drafts, lifecycle


@pytest.fixture
def draft(app, at) -> Campaign:
    return a_draft_for_three(at)


def test_nobody_is_written_to_before_the_minute_is_over(draft, at):
    begin(draft)

    at("2025-10-05 09:00:58")
    tick()

    assert draft.status == CampaignStatus.DRAFT
    assert daily.allocate_due(clock.now()) == []


def test_after_the_minute_the_campaign_starts_once(draft, at):
    task = begin(draft)

    at("2025-10-05 09:01:01")
    tick()
    tick()

    assert (draft.status, task.state) == (CampaignStatus.ACTIVE, TaskState.DONE)
    assert statistics.for_campaign(draft.id).total == 3
    assert db.session.query(AuditEntry).filter_by(action="campaign.activate").count() == 1


def test_a_second_click_finds_the_same_start(draft):
    assert begin(draft) is begin(draft)
    assert db.session.query(BackgroundTask).count() == 1


def test_undo_leaves_the_draft_as_it_was(draft, at):
    columns = [column.key for column in Campaign.__table__.columns]
    before = {name: getattr(draft, name) for name in columns}
    begin(draft)

    undo(draft)
    at("2025-10-05 09:02")
    tick()

    assert {name: getattr(draft, name) for name in columns} == before
    assert [one.phone_number for one in db.session.query(Recipient)] == ["+573009999999"]
    noted = [entry.action for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]
    assert noted == ["campaign.start", "campaign.undo_start"]


def test_after_an_undo_the_campaign_can_be_started_again(draft, at):
    begin(draft)
    undo(draft)
    begin(draft)

    at("2025-10-05 09:01:01")
    tick()

    assert draft.status == CampaignStatus.ACTIVE


def test_undo_twice_finds_nothing_the_second_time(draft):
    begin(draft)
    undo(draft)

    with pytest.raises(WrongStatus) as refused:
        undo(draft)

    assert refused.value.status == CampaignStatus.DRAFT


def test_undo_too_late_is_refused_with_the_present_status(draft, at):
    begin(draft)
    at("2025-10-05 09:01:01")
    tick()

    with pytest.raises(WrongStatus) as refused:
        undo(draft)

    assert refused.value.status == CampaignStatus.ACTIVE


def test_of_two_undos_at_once_one_undoes(app, draft):
    begin(draft)
    key = draft.id

    came = concurrently(app, [lambda: undo(db.session.get_one(Campaign, key))] * 2)

    assert sorted(type(one) is WrongStatus for one in came) == [False, True]


@pytest.mark.parametrize("round_", range(5))
def test_undo_and_start_at_once_leave_a_draft_or_a_whole_campaign(app, draft, at, round_):
    begin(draft)
    key = draft.id
    at("2025-10-05 09:01:01")

    undone, _ = concurrently(app, [lambda: undo(db.session.get_one(Campaign, key)), run_due_tasks])

    if isinstance(undone, WrongStatus):
        assert (draft.status, statistics.for_campaign(key).total) == (CampaignStatus.ACTIVE, 3)
    else:
        assert (draft.status, statistics.for_campaign(key).total) == (CampaignStatus.DRAFT, 1)


def test_two_ticks_at_once_start_it_once(app, draft, at):
    begin(draft)
    at("2025-10-05 09:01:01")

    concurrently(app, [run_due_tasks] * 2)

    assert draft.status == CampaignStatus.ACTIVE
    assert db.session.query(AuditEntry).filter_by(action="campaign.activate").count() == 1


def test_what_is_missing_is_told_at_once(draft):
    draft.message_template = None

    with pytest.raises(InvalidInput, match="can't be sent yet"):
        begin(draft)


def test_a_campaign_that_has_begun_is_not_started_again(draft):
    lifecycle.activate(draft, "eva")

    with pytest.raises(WrongStatus):
        begin(draft)


def test_what_came_between_is_noted_and_the_draft_stays(draft, at):
    task = begin(draft)
    db.session.execute(db.update(MessageTemplate).values(status="PAUSED"))
    db.session.commit()

    at("2025-10-05 09:01:01")
    tick()

    assert (draft.status, task.state) == (CampaignStatus.DRAFT, TaskState.FAILED)
    assert "has not approved" in task.error


def test_a_draft_that_was_deleted_meanwhile_is_not_started(draft, at):
    begin(draft)
    drafts.delete(draft, "eva")
    db.session.commit()

    at("2025-10-05 09:01:01")
    tick()

    assert db.session.query(Campaign).count() == 0


def test_a_first_day_that_ends_within_the_minute_becomes_the_next(draft, at):
    draft.start_date = date(2025, 10, 5)
    at("2025-10-05 23:59:30")
    begin(draft)

    at("2025-10-06 00:00:31")
    tick()

    assert (draft.status, draft.start_date) == (CampaignStatus.ACTIVE, date(2025, 10, 6))
