"""Starts that are late because the scheduler was down."""

from datetime import date

import pytest

from jobs.check_incidents import check_incidents
from tests.support.background import run_due_tasks
from tests.support.concurrently import concurrently
from tests.support.starting_campaigns import a_draft_for_three, begin, tick, undo
from webapp.domain.campaigns.status import CampaignStatus
from webapp.extensions import db
from webapp.models import (
    AuditEntry,
    Campaign,
    Incident,
    MessageTemplate,
    TaskState,
)
from webapp.queries.campaigns import statistics
from webapp.services.campaigns import drafts, lifecycle


@pytest.fixture
def draft(app, at) -> Campaign:
    return a_draft_for_three(at)


def open_incidents() -> list[str]:
    return [one.message for one in db.session.query(Incident).filter_by(ended_at=None)]


def test_a_start_that_nobody_made_for_hours_is_made_once_the_scheduler_is_back(draft, at):
    task = begin(draft)

    at("2025-10-05 14:30")
    assert begin(draft) is task  # pressed again meanwhile, it is the same start
    tick()
    tick()

    assert (draft.status, task.state) == (CampaignStatus.ACTIVE, TaskState.DONE)
    assert statistics.for_campaign(draft.id).total == 3
    assert open_incidents() == []


def test_a_first_day_that_passed_while_the_scheduler_was_away_becomes_today(draft, at):
    draft.start_date = date(2025, 10, 5)
    at("2025-10-05 23:00")
    begin(draft)

    at("2025-10-06 08:00")
    tick()

    assert (draft.status, draft.start_date) == (CampaignStatus.ACTIVE, date(2025, 10, 6))


def test_past_its_latest_first_day_it_is_not_started_and_staff_are_told(draft, at):
    draft.start_date = draft.latest_start_date = date(2025, 10, 5)
    at("2025-10-05 23:00")
    task = begin(draft)

    at("2025-10-06 08:00")
    tick()

    assert (draft.status, task.state) == (CampaignStatus.DRAFT, TaskState.FAILED)
    assert open_incidents() == [
        "Spring could not be started: 2025-10-05 comes before the first day; choose a later one. "
        "Nobody has been written to."
    ]


def test_what_came_up_while_the_scheduler_was_away_keeps_it_a_draft_and_is_told(draft, at):
    task = begin(draft)
    db.session.execute(db.update(MessageTemplate).values(status="PAUSED"))
    db.session.commit()

    at("2025-10-05 14:30")
    tick()
    tick()

    assert (draft.status, task.state) == (CampaignStatus.DRAFT, TaskState.FAILED)
    [told] = open_incidents()
    assert told.startswith("Spring could not be started: WhatsApp has not approved")


def test_a_day_late_it_surprises_nobody_and_says_so(draft, at):
    task = begin(draft)

    at("2025-10-06 09:01:01")
    tick()

    assert (draft.status, task.state) == (CampaignStatus.DRAFT, TaskState.FAILED)
    [told] = open_incidents()
    assert "It was due at 2025-10-05 09:01 UTC" in told


def fail_to_start(draft, at) -> None:
    begin(draft)
    at("2025-10-07 09:00")
    tick()
    assert len(open_incidents()) == 1


def test_sent_again_the_incident_is_over_and_it_starts(draft, at):
    fail_to_start(draft, at)

    begin(draft)
    assert open_incidents() == []
    at("2025-10-07 09:01:01")
    tick()

    assert draft.status == CampaignStatus.ACTIVE


@pytest.mark.parametrize(
    "act",
    [
        lambda draft: drafts.delete(draft, "eva"),
        lambda draft: lifecycle.activate(draft, "a program"),
    ],
    ids=["deleted", "started by a program"],
)
def test_the_incident_is_over_when_the_draft_is(draft, at, act):
    fail_to_start(draft, at)

    act(draft)

    assert open_incidents() == []


def test_the_incident_of_a_draft_that_is_left_is_over_after_a_while(draft, at):
    fail_to_start(draft, at)

    at("2025-10-11 09:00")
    check_incidents()

    assert open_incidents() == []


def test_one_that_a_program_started_meanwhile_is_no_incident(draft, at):
    task = begin(draft)
    lifecycle.activate(draft, "a program")
    db.session.commit()

    at("2025-10-05 09:01:01")
    tick()

    assert (draft.status, task.state) == (CampaignStatus.ACTIVE, TaskState.FAILED)
    assert open_incidents() == []


def test_undo_still_works_while_the_scheduler_is_away(draft, at):
    begin(draft)

    at("2025-10-05 14:30")
    undo(draft)
    tick()

    assert draft.status == CampaignStatus.DRAFT


def test_two_ticks_at_once_after_a_long_while_start_it_once(app, draft, at):
    begin(draft)
    at("2025-10-05 14:30")

    concurrently(app, [run_due_tasks] * 2)

    assert draft.status == CampaignStatus.ACTIVE
    assert db.session.query(AuditEntry).filter_by(action="campaign.activate").count() == 1
