"""The same step with several campaigns: each portfolio is planned once."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import event

from tests.support.factories import a_draft, a_sender, an_active_campaign
from webapp import clock
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.operations.bulk import BulkKind
from webapp.extensions import db
from webapp.models import Batch, BatchStatus, Campaign, Sender
from webapp.services.campaigns import groups, lifecycle, pauses
from webapp.services.planning import replanning

PAUSE, RESUME = BulkKind.CAMPAIGNS_PAUSE, BulkKind.CAMPAIGNS_RESUME
CANCEL = BulkKind.CAMPAIGNS_CANCEL


@pytest.fixture
def sender(app, at) -> Sender:
    at("2025-10-06 09:00")
    return a_sender(messaging_limit=10)


def three(sender: Sender) -> list[Campaign]:
    return [an_active_campaign(10, sender=sender) for _ in range(3)]


def plan_of(sender: Sender) -> list[tuple]:
    chosen = db.select(Batch.campaign_id, Batch.send_date, Batch.batch_number, Batch.batch_size)
    planned = chosen.join(Campaign).where(Campaign.sender_id == sender.id)
    planned = planned.where(Batch.status == BatchStatus.PLANNED)
    return sorted(map(tuple, db.session.execute(planned)), key=str)


def times_planned(act: Callable[[], object]) -> int:
    """Return how often the days of campaigns are replanned."""
    seen: list[str] = []

    def note(_c: object, _x: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "after_cursor_execute", note)
    act()
    event.remove(db.engine, "after_cursor_execute", note)
    return sum("DELETE FROM campaign_send_schedule" in one and " IN " in one for one in seen)


def take(step: BulkKind, *chosen: Campaign) -> int:
    return groups.run(step, [one.id for one in chosen], "eva")


@pytest.mark.parametrize(
    ("step", "status"), [(PAUSE, CampaignStatus.PAUSED), (CANCEL, CampaignStatus.CANCELLED)]
)
def test_several_are_stopped_and_the_others_planned_once(sender, step, status):
    first, second, third = three(sender)

    assert times_planned(lambda: take(step, first, second)) == 1

    assert (first.status, second.status, third.status) == (status, status, CampaignStatus.ACTIVE)
    days = [(key, str(day), people) for key, day, _, people in plan_of(sender)]
    assert days == [(third.id, "2025-10-06", 10)]


def test_several_are_resumed_as_they_would_be_separately(sender):
    chosen = three(sender)
    take(PAUSE, *chosen)
    for one in sorted(chosen, key=lambda one: one.id):
        lifecycle.resume(one, "eva")
    separately = plan_of(sender)
    take(PAUSE, *chosen)

    assert times_planned(lambda: take(RESUME, *chosen)) == 1

    assert plan_of(sender) == separately
    assert len(separately) == 3


def test_each_portfolio_is_planned(sender):
    other = a_sender(messaging_limit=10)
    ours, theirs = three(sender), three(other)

    assert times_planned(lambda: take(PAUSE, ours[0], theirs[0])) == 2

    assert {key for key, *_ in plan_of(sender)} == {ours[1].id, ours[2].id}
    assert {key for key, *_ in plan_of(other)} == {theirs[1].id, theirs[2].id}


def test_the_step_taken_twice_finds_none_the_second_time_and_plans_nothing(sender):
    chosen = three(sender)
    assert take(PAUSE, *chosen) == 3

    assert times_planned(lambda: take(PAUSE, *chosen)) == 0
    assert take(PAUSE, *chosen) == 0


def test_those_in_another_status_are_left_aside(sender):
    draft, active = a_draft(sender), three(sender)[0]

    assert take(RESUME, draft, active) == 0
    assert (draft.status, active.status) == (CampaignStatus.DRAFT, CampaignStatus.ACTIVE)


def test_two_at_once_take_the_step_with_each_campaign_once(app: Flask, sender):
    ids = [one.id for one in three(sender)]
    db.session.commit()
    barrier, counts = Barrier(2), []

    def run() -> None:
        with app.app_context():
            barrier.wait()
            counts.append(groups.run(CANCEL, ids, "eva"))
            db.session.commit()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(counts) == 3
    db.session.expire_all()
    assert plan_of(sender) == []


def test_what_concerns_all_campaigns_of_a_sender_plans_once(sender):
    three(sender)
    of_sender = Campaign.sender_id == sender.id

    stopped = times_planned(lambda: pauses.pause_all(of_sender, PauseReason.SENDER))
    let_go = times_planned(lambda: pauses.resume_all(of_sender, PauseReason.SENDER))

    assert (stopped, let_go) == (1, 1)
    assert len(plan_of(sender)) == 3
    as_resumed = plan_of(sender)
    replanning.replan(replanning.lock(sender.portfolio_id), clock.now())
    assert plan_of(sender) == as_resumed
