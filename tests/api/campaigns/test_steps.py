"""Activating, pausing, resuming, cancelling; and the results of a campaign."""

import uuid
from threading import Barrier, Thread

import pytest
from sqlalchemy import update

from jobs.run_background_task import run_background_task
from tests.api.conftest import a_token
from tests.support.factories import a_draft, a_sender, an_active_campaign, with_recipients
from webapp import clock, queues
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.models import AuditEntry, Campaign, Recipient, Role
from webapp.services.campaigns import daily
from webapp.services.recipients import from_audience
from webapp.services.sending import canary_review


def step(campaign, name):
    return f"/campaigns/{campaign.id}/{name}"


def test_ten_thousand_at_250_a_day_take_forty_days(call, at):
    at("2025-10-05 09:00")
    campaign = with_recipients(a_draft(sender=a_sender(messaging_limit=250)), 10_000)

    answer = call("POST", step(campaign, "activate"))

    assert answer.status_code == 200
    assert answer.json["status"] == "active"
    assert answer.json["estimated_days"] == 40
    assert answer.json["first_send_date"] == "2025-10-05"
    assert answer.json["estimated_completion_date"] == "2025-11-13"
    assert queues.redis().llen("rq:queue:default") == 1


def test_a_program_starts_a_campaign_at_once_whatever_staff_may_undo(app, call, monkeypatch):
    monkeypatch.setitem(app.config, "UNDO_SECONDS", 60)
    campaign = with_recipients(a_draft(), 1)

    assert call("POST", step(campaign, "activate")).json["status"] == "active"


@pytest.mark.parametrize("how", ["query", "body"])
def test_the_first_day_may_be_given_at_activation(call, at, how):
    at("2025-10-05 09:00")
    campaign = with_recipients(a_draft(), 1)
    query = "?start_date=2025-10-09" if how == "query" else ""

    answer = call(
        "POST",
        step(campaign, f"activate{query}"),
        None if query else {"start_date": "2025-10-09"},
    )

    assert answer.json["first_send_date"] == "2025-10-09"
    assert answer.json["scheduled"] is True


def test_a_body_is_read_though_the_first_day_is_in_the_address(call):
    campaign = with_recipients(a_draft(), 1)

    answer = call("POST", step(campaign, "activate?start_date=2999-01-01"), {"strat_date": "x"})

    assert (answer.status_code, list(answer.json["error"]["fields"])) == (422, ["strat_date"])
    assert call("GET", f"/campaigns/{campaign.id}").json["status"] == "draft"


def test_a_second_activation_is_refused_with_the_present_status(call):
    campaign = with_recipients(a_draft(), 1)
    call("POST", step(campaign, "activate"))

    answer = call("POST", step(campaign, "activate"))

    assert answer.status_code == 409
    assert answer.json["error"]["code"] == "wrong_status"
    assert answer.json["error"]["fields"] == {"status": "active"}


@pytest.mark.parametrize("start", ["2020-01-01", "tomorrow", "2999-13-01"])
def test_a_first_day_that_cannot_be_is_refused_and_nothing_begins(call, start):
    campaign = with_recipients(a_draft(), 1)

    answer = call("POST", step(campaign, f"activate?start_date={start}"))

    assert answer.status_code == 422
    assert list(answer.json["error"]["fields"]) == ["start_date"]
    assert call("GET", f"/campaigns/{campaign.id}").json["status"] == "draft"


def test_all_that_keeps_a_campaign_from_being_sent_is_told_at_once(call):
    campaign = a_draft()
    campaign.message_template.status = "REJECTED"

    answer = call("POST", step(campaign, "activate"))

    assert answer.status_code == 422
    assert set(answer.json["error"]["fields"]) == {"template_name", "recipients"}


def test_a_campaign_is_paused_resumed_and_cancelled(call):
    campaign = an_active_campaign(2)

    paused = call("POST", step(campaign, "pause")).json
    resumed = call("POST", step(campaign, "resume")).json
    cancelled = call("POST", step(campaign, "cancel")).json

    assert (paused["status"], paused["pause_reason"]) == ("paused", "by_person")
    assert paused["estimated_completion_date"] is None
    assert (resumed["status"], resumed["pause_reason"]) == ("active", None)
    assert resumed["estimated_completion_date"] is not None
    assert cancelled["status"] == "cancelled"
    assert cancelled["cancelled_at"].endswith("+00:00")


@pytest.fixture
def canary(app):
    """A campaign with an initial group of two sent, and three others waiting."""
    campaign = an_active_campaign(5, initial_group=2)
    daily.allocate_due(clock.now())
    db.session.commit()
    return campaign


def test_the_rest_is_released_and_allocated(call, canary):
    before = call("GET", f"/campaigns/{canary.id}").json

    after = call("POST", step(canary, "release"))

    assert (before["rest_held"], after.json["rest_held"]) == (True, False)
    assert (after.status_code, after.json["status"]) == (200, "active")
    assert queues.redis().llen("rq:queue:default") == 1
    assert sum(allocation.recipients for allocation in daily.allocate_due(clock.now())) == 3
    noted = db.session.query(AuditEntry).filter_by(action="campaign.canary_released").one()
    assert noted.actor.startswith("token ")


def test_a_second_release_is_refused(call, canary):
    call("POST", step(canary, "release"))

    again = call("POST", step(canary, "release"))

    assert (again.status_code, again.json["error"]["code"]) == (409, "wrong_status")
    assert again.json["error"]["fields"] == {"status": "active"}


def test_two_releases_at_the_same_time_count_once(app, canary):
    key, barrier, came = canary.id, Barrier(2), []

    def let_go() -> None:
        with app.app_context():
            barrier.wait()
            try:
                canary_review.release(db.session.get_one(Campaign, key), "a program")
                db.session.commit()
                came.append("done")
            except WrongStatus:
                came.append("refused")

    threads = [Thread(target=let_go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(came) == ["done", "refused"]


@pytest.mark.parametrize("make", [a_draft, an_active_campaign])
def test_without_an_initial_group_there_is_nothing_to_release(call, make):
    campaign = make()

    answer = call("POST", step(campaign, "release"))

    assert (answer.status_code, answer.json["error"]["fields"]) == (
        409,
        {"status": campaign.status},
    )


def test_a_viewer_cannot_release_the_rest(call, canary):
    viewer = a_token(Role.VIEWER, "dashboard")

    answer = call("POST", step(canary, "release"), token=viewer)

    assert (answer.status_code, answer.json["error"]["code"]) == (403, "forbidden")
    assert canary.rest_held


@pytest.mark.parametrize("name", ["pause", "resume", "cancel"])
def test_a_step_that_a_draft_cannot_take_is_refused(call, name):
    answer = call("POST", step(a_draft(), name))

    assert (answer.status_code, answer.json["error"]["fields"]) == (409, {"status": "draft"})


def test_a_step_takes_no_fields(call):
    answer = call("POST", step(an_active_campaign(), "pause"), {"for": "a while"})

    assert answer.status_code == 422
    assert list(answer.json["error"]["fields"]) == ["for"]


def test_the_statistics_count_all_that_whatsapp_accepted_as_sent(call, at):
    now = at("2025-10-05 09:00")
    campaign = an_active_campaign(10)
    for position, status in enumerate(["sent", "delivered", "read", "failed", "skipped"], 1):
        values = {"status": status}
        if status in ("sent", "delivered", "read"):
            values["accepted_at"] = now
        chosen = update(Recipient).where(Recipient.position == position)
        db.session.execute(chosen.values(**values))

    stats = call("GET", step(campaign, "stats")).json
    days = call("GET", step(campaign, "analytics")).json["days"]

    assert {name: stats[name] for name in ("total", "pending", "sent", "delivered", "read")} == {
        "total": 10,
        "pending": 5,
        "sent": 3,
        "delivered": 2,
        "read": 1,
    }
    assert (stats["failed"], stats["skipped"], stats["unconfirmed"]) == (1, 1, 0)
    assert stats["progress_percentage"] == 50.0
    assert stats["delivery_rate"] == 50.0
    assert stats["read_rate"] == 50.0
    assert stats["estimated_completion_date"] == "2025-10-05"
    assert [(day["date"], day["sent"]) for day in days] == [("2025-10-05", 3)]


def test_the_schedule_shows_the_plan_and_what_was_taken(call, at):
    at("2025-10-05 09:00")
    campaign = an_active_campaign(5, daily_send_limit=2)
    daily.allocate_due(clock.now())

    days = call("GET", step(campaign, "schedule")).json["days"]

    assert [(day["send_date"], day["taken"], day["planned"]) for day in days] == [
        ("2025-10-05", 2, 0),
        ("2025-10-06", 0, 2),
        ("2025-10-07", 0, 1),
    ]
    assert days[0]["batches"][0]["status"] == "queued"


def test_the_day_is_cut_once_however_often_it_is_asked_for(call):
    campaign = an_active_campaign(300, daily_send_limit=1000, sender=a_sender(10_000))

    first = call("POST", "/process-daily").json
    second = call("POST", "/process-daily").json

    assert (first["batches"], first["recipients"]) == (2, 300)
    assert first["campaigns"] == [{"id": str(campaign.id), "batches": 2, "recipients": 300}]
    assert second == {"batches": 0, "recipients": 0, "campaigns": []}
    assert queues.redis().llen("rq:queue:sending") == 2


def test_a_large_campaign_is_started_by_a_worker_while_the_program_asks_after_it(call, monkeypatch):
    monkeypatch.setattr(from_audience, "MAX_RECIPIENTS_ADDED_IN_REQUEST", 2)
    campaign = with_recipients(a_draft(), 3)

    answer = call("POST", step(campaign, "activate?start_date=2999-01-01"))
    task = f"/tasks/{answer.json['task_id']}"
    before = call("GET", task).json
    run_background_task(uuid.UUID(answer.json["task_id"]))
    after = call("GET", task).json

    assert answer.status_code == 202
    assert answer.headers["Location"] == f"/marketing{task}"
    assert (before["status"], after["status"]) == ("waiting", "done")
    assert call("GET", f"/campaigns/{campaign.id}").json["start_date"] == "2999-01-01"
