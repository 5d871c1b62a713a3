"""The minute after "Send" in which the start of a campaign can be undone."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask

from jobs.start_campaigns import start_campaigns
from tests.factories import a_contact, a_draft, with_recipients
from webapp import clock
from webapp.domain.campaign_status import CampaignStatus
from webapp.errors import InvalidInput, WrongStatus
from webapp.extensions import db
from webapp.models import (
    AuditEntry,
    Campaign,
    Incident,
    MessageTemplate,
    Recipient,
    Task,
    TaskStatus,
)
from webapp.queries import statistics
from webapp.services import campaigns, conditions, cutting, drafts, starts

EVERYONE = {"match": "all", "conditions": []}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def draft(app, at) -> Campaign:
    """A draft for two people of an audience and one who was added by number."""
    at("2025-10-05 09:00")
    for _ in range(2):
        a_contact()
    return with_recipients(a_draft(name="Spring", target_audience=EVERYONE), ["+573009999999"])


def begin(campaign: Campaign) -> Task:
    task = starts.begin(campaign, MINUTE, "eva")
    db.session.commit()
    return task


def undo(campaign: Campaign) -> None:
    starts.undo(campaign, "eva")
    db.session.commit()


def tick() -> None:
    start_campaigns()
    db.session.expire_all()


def test_nobody_is_written_to_before_the_minute_is_over(draft, at):
    begin(draft)

    at("2025-10-05 09:00:58")
    tick()

    assert draft.status == CampaignStatus.DRAFT
    assert cutting.cut_due(clock.now()) == []


def test_after_the_minute_the_campaign_starts_once(draft, at):
    task = begin(draft)

    at("2025-10-05 09:01:01")
    tick()
    tick()

    assert (draft.status, task.status) == (CampaignStatus.ACTIVE, TaskStatus.DONE)
    assert statistics.of(draft.id).total == 3
    assert db.session.query(AuditEntry).filter_by(action="campaign.activate").count() == 1


def test_a_second_click_finds_the_same_start(draft):
    assert begin(draft) is begin(draft)
    assert db.session.query(Task).count() == 1


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


def at_once(app: Flask, *acts) -> list[object]:
    """Do the things in threads of their own, all at the same moment; answer what came of each."""
    db.session.commit()
    barrier, came = Barrier(len(acts)), {}

    def run(number: int) -> None:
        with app.app_context():
            barrier.wait()
            try:
                came[number] = acts[number]()
            except WrongStatus as refused:
                db.session.rollback()
                came[number] = refused

    threads = [Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    return [came[number] for number in range(len(acts))]


def test_of_two_undos_at_once_one_undoes(app, draft):
    begin(draft)
    key = draft.id

    came = at_once(app, *[lambda: undo(db.session.get_one(Campaign, key))] * 2)

    assert sorted(type(one) is WrongStatus for one in came) == [False, True]


@pytest.mark.parametrize("round_", range(5))
def test_undo_and_start_at_once_leave_a_draft_or_a_whole_campaign(app, draft, at, round_):
    begin(draft)
    key = draft.id
    at("2025-10-05 09:01:01")

    undone, _ = at_once(app, lambda: undo(db.session.get_one(Campaign, key)), start_campaigns)

    if isinstance(undone, WrongStatus):
        assert (draft.status, statistics.of(key).total) == (CampaignStatus.ACTIVE, 3)
    else:
        assert (draft.status, statistics.of(key).total) == (CampaignStatus.DRAFT, 1)


def test_two_ticks_at_once_start_it_once(app, draft, at):
    begin(draft)
    at("2025-10-05 09:01:01")

    at_once(app, start_campaigns, start_campaigns)

    assert draft.status == CampaignStatus.ACTIVE
    assert db.session.query(AuditEntry).filter_by(action="campaign.activate").count() == 1


def test_what_is_missing_is_told_at_once(draft):
    draft.message_template = None

    with pytest.raises(InvalidInput, match="can't be sent yet"):
        begin(draft)


def test_a_campaign_that_has_begun_is_not_started_again(draft):
    campaigns.activate(draft, "eva")

    with pytest.raises(WrongStatus):
        begin(draft)


def test_what_came_between_is_noted_and_the_draft_stays(draft, at):
    task = begin(draft)
    db.session.execute(db.update(MessageTemplate).values(status="PAUSED"))
    db.session.commit()

    at("2025-10-05 09:01:01")
    tick()

    assert (draft.status, task.status) == (CampaignStatus.DRAFT, TaskStatus.FAILED)
    assert "has not approved" in task.result["message"]


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


def open_incidents() -> list[str]:
    return [one.message for one in db.session.query(Incident).filter_by(ended_at=None)]


def test_a_start_that_nobody_made_for_hours_is_made_once_the_scheduler_is_back(draft, at):
    task = begin(draft)

    at("2025-10-05 14:30")
    assert begin(draft) is task  # pressed once more meanwhile, it is the same start
    tick()
    tick()

    assert (draft.status, task.status) == (CampaignStatus.ACTIVE, TaskStatus.DONE)
    assert statistics.of(draft.id).total == 3
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

    assert (draft.status, task.status) == (CampaignStatus.DRAFT, TaskStatus.FAILED)
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

    assert (draft.status, task.status) == (CampaignStatus.DRAFT, TaskStatus.FAILED)
    [told] = open_incidents()
    assert told.startswith("Spring could not be started: WhatsApp has not approved")


def test_a_day_late_it_surprises_nobody_and_says_so(draft, at):
    task = begin(draft)

    at("2025-10-06 09:01:01")
    tick()

    assert (draft.status, task.status) == (CampaignStatus.DRAFT, TaskStatus.FAILED)
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
        lambda draft: campaigns.activate(draft, "a program"),
    ],
    ids=["deleted", "started by a program"],
)
def test_the_incident_is_over_when_the_draft_is(draft, at, act):
    fail_to_start(draft, at)

    act(draft)

    assert open_incidents() == []


def test_the_incident_of_a_draft_that_is_left_is_over_after_a_while(draft, at):
    fail_to_start(draft, at)

    conditions.review(at("2025-10-11 09:00"))

    assert open_incidents() == []


def test_one_that_a_program_started_meanwhile_is_no_incident(draft, at):
    task = begin(draft)
    campaigns.activate(draft, "a program")
    db.session.commit()

    at("2025-10-05 09:01:01")
    tick()

    assert (draft.status, task.status) == (CampaignStatus.ACTIVE, TaskStatus.FAILED)
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

    at_once(app, start_campaigns, start_campaigns)

    assert draft.status == CampaignStatus.ACTIVE
    assert db.session.query(AuditEntry).filter_by(action="campaign.activate").count() == 1
