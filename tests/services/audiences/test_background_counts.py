"""Counting people in the background, for pages that do not wait."""

from datetime import timedelta

import pytest
from redis import RedisError
from rq import Queue

from jobs.enqueue_due_tasks import enqueue_due_tasks
from tests.support.background import run_due_tasks
from tests.support.concurrently import concurrently
from tests.support.factories import a_contact, a_draft, with_recipients
from webapp import clock, queues
from webapp.domain.contacts.consent import ConsentSource
from webapp.extensions import db
from webapp.models import Audience, BackgroundTask, CachedCount, Campaign, TaskKind, TaskState
from webapp.queries.contacts import lists
from webapp.services.audiences import background_counts, preview
from webapp.services.background import claims, tasks
from webapp.services.campaigns import draft_audience, lifecycle
from webapp.services.contacts import subscriptions

LIMA = {
    "match": "all",
    "conditions": [{"field": "attributes.city", "operator": "is", "value": "Lima"}],
    "exclude": [{"field": "name", "operator": "is", "value": "Eva"}],
}


@pytest.fixture
def people(app):
    """In Lima two people, one more who unsubscribed, and one who is excluded; and one in Quito."""
    for name in ("Ana", "", "Eva"):
        a_contact(name=name, city="Lima")
    subscriptions.unsubscribe(a_contact(name="Luis", city="Lima"), ConsentSource.STAFF, "tests")
    a_contact(city="Quito")


@pytest.fixture
def draft(people) -> Campaign:
    """A draft for Lima, with a variable without a fallback."""
    return a_draft(target_audience=LIMA, variables={"first_name": {"attribute": "name"}})


@pytest.fixture
def many(monkeypatch) -> None:
    """One person counts as many."""
    monkeypatch.setattr(lists, "MANY_CONTACTS", 0)


def asked() -> int:
    """Return how often a worker was asked to count."""
    db.session.commit()
    return Queue(queues.DEFAULT, connection=queues.redis()).count


def count_in_background(subject: str) -> None:
    """Count the subject in the background, as when a page asks for it."""
    tasks.add_unless_open(TaskKind.COUNT_CONTACTS, {"subject": subject})
    db.session.commit()
    run_due_tasks()


def open_counts() -> list[BackgroundTask]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(BackgroundTask)))


def test_few_people_are_counted_at_once_and_nothing_is_kept(draft):
    counted = draft_audience.for_draft(draft)

    assert (counted.reach.recipients, counted.lacking, counted.counted_at) == (
        2,
        {"first_name": 1},
        None,
    )
    assert [one.name for one in counted.sample] == ["", "Ana"]
    assert (asked(), db.session.query(CachedCount).count()) == (0, 0)


def test_many_people_are_counted_by_a_worker_who_is_asked_once(draft, many, at):
    now = at("2025-10-05 09:00")

    assert [draft_audience.for_draft(draft), draft_audience.for_draft(draft)] == [None, None]
    assert asked() == 1
    count_in_background(f"draft {draft.id}")

    counted = draft_audience.for_draft(draft)
    assert (counted.reach.recipients, counted.lacking) == (2, {"first_name": 1})
    assert counted.counted_at - now < timedelta(seconds=30)
    assert asked() == 1


def test_counting_twice_changes_nothing(draft, many):
    for _ in range(2):
        count_in_background(f"draft {draft.id}")

    assert draft_audience.for_draft(draft).reach.recipients == 2


def test_an_old_count_is_shown_and_made_anew(draft, many, at):
    at("2025-10-05 09:00")
    count_in_background(f"draft {draft.id}")
    at("2025-10-05 09:02")
    a_contact(name="Mia", city="Lima")

    assert draft_audience.for_draft(draft).reach.recipients == 2
    assert asked() == 1
    count_in_background(f"draft {draft.id}")
    assert draft_audience.for_draft(draft).reach.recipients == 3


@pytest.mark.parametrize(
    "change",
    [
        lambda draft: setattr(draft, "target_audience", {"match": "all", "conditions": []}),
        lambda draft: setattr(draft, "variables", {"first_name": {"text": "you"}}),
        lambda draft: with_recipients(draft, 1),
    ],
)
def test_what_was_counted_of_another_choice_is_not_shown(draft, many, change):
    count_in_background(f"draft {draft.id}")

    change(draft)
    db.session.commit()

    assert draft_audience.for_draft(draft) is None
    assert asked() == 1


def test_many_added_by_number_are_counted_by_a_worker_too(app, many):
    assert draft_audience.for_draft(with_recipients(a_draft(), 1)) is None


def test_a_campaign_that_has_begun_or_is_gone_is_not_counted(app):
    campaign = with_recipients(a_draft(), 1)
    lifecycle.activate(campaign, "tests")

    for subject in (f"draft {campaign.id}", f"draft {a_contact().match_key:0>32}", "audience 7"):
        count_in_background(subject)

    assert db.session.query(CachedCount).count() == 0


def test_an_audience_is_counted_with_its_waterfall(people, many):
    audience = Audience(name="Lima", filter=LIMA)
    db.session.add(audience)
    db.session.commit()
    assert preview.preview_for(audience) is None

    count_in_background(f"audience {audience.id}")

    counted = preview.preview_for(audience)
    fall = counted.waterfall
    assert (fall.matching, [n for _, n in fall.left_out], fall.unsubscribed) == (4, [1], 1)
    assert [one.name for one in counted.sample] == ["", "Ana"]


def test_without_redis_the_page_is_shown_and_the_tick_has_it_counted(draft, many, monkeypatch):
    def away(*_, **__):
        raise RedisError("away")

    with monkeypatch.context() as patch:
        patch.setattr(queues, "enqueue", away)
        assert draft_audience.for_draft(draft) is None
    assert asked() == 0

    enqueue_due_tasks()

    assert asked() == 1


def test_old_counts_are_forgotten(draft, many):
    count_in_background(f"draft {draft.id}")

    background_counts.delete_expired(clock.now() + timedelta(days=8))

    assert db.session.query(CachedCount).count() == 0


def test_a_page_that_looks_again_and_again_adds_one_task(draft, many, at):
    for second in range(0, 60, 3):
        at(f"2025-10-05 09:00:{second:02}")
        assert draft_audience.for_draft(draft) is None

    assert [task.params for task in open_counts()] == [{"subject": f"draft {draft.id}"}]
    assert asked() == 1


def test_many_pages_at_the_same_moment_add_one_task(app, draft, many):
    draft_id = draft.id

    def look():
        return draft_audience.for_draft(db.session.get_one(Campaign, draft_id))

    assert concurrently(app, [look] * 4) == [None] * 4
    assert (len(open_counts()), asked()) == (1, 1)


def test_each_subject_has_a_task_of_its_own(draft, many):
    draft_audience.for_draft(draft)
    draft_audience.for_draft(a_draft(target_audience=LIMA))

    assert (len(open_counts()), asked()) == (2, 2)


def test_a_task_that_is_done_is_gone_and_the_next_count_has_another(draft, many, at):
    at("2025-10-05 09:00")
    count_in_background(f"draft {draft.id}")
    assert open_counts() == []
    at("2025-10-05 09:02")

    draft_audience.for_draft(draft)

    assert len(open_counts()) == 1


def test_a_page_does_not_wait_for_the_worker_that_counts(draft, many):
    draft_audience.for_draft(draft)
    [claim] = claims.claim(TaskKind.COUNT_CONTACTS, timedelta(minutes=1), 1)
    db.session.commit()
    claims.hold(claim)  # the page writes through another connection than this one

    assert draft_audience.for_draft(draft) is None
    assert (len(open_counts()), asked()) == (1, 1)


def test_a_count_that_failed_is_tried_again_when_a_page_asks(draft, many, monkeypatch):
    draft_audience.for_draft(draft)
    [task] = open_counts()
    task.state, task.attempts, task.finished_at = TaskState.FAILED, 12, clock.now()
    db.session.commit()

    assert draft_audience.for_draft(draft) is None

    [again] = open_counts()
    assert (again.id, again.state, again.attempts) == (task.id, TaskState.WAITING, 0)
    run_due_tasks()
    assert draft_audience.for_draft(draft).reach.recipients == 2


def test_a_fault_while_counting_leaves_one_task_that_waits(draft, many, monkeypatch):
    def fail(_):
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(background_counts, "store", fail)
        count_in_background(f"draft {draft.id}")

    assert draft_audience.for_draft(draft) is None
    [task] = open_counts()
    assert (task.state, task.error is None, asked()) == (TaskState.WAITING, False, 0)
