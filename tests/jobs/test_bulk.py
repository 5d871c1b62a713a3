"""Bulk actions on many people, in portions."""

import uuid
from dataclasses import asdict

import pytest

from jobs import bulk_work
from jobs.enqueue_due_tasks import enqueue_due_tasks
from jobs.registry import REGISTRY
from jobs.run_background_task import run_background_task
from tests.support.factories import a_contact, an_active_campaign
from webapp import queues
from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.operations.bulk import BulkKind
from webapp.domain.recipients.status import RecipientStatus, SkipReason
from webapp.errors import AppError
from webapp.extensions import db
from webapp.models import (
    AuditEntry,
    BackgroundTask,
    BulkAction,
    BulkPiece,
    Campaign,
    ConsentEvent,
    Contact,
    Recipient,
    Subscription,
    TaskKind,
)
from webapp.queries.contacts import lists
from webapp.services.background import bulk_actions, claims, tasks

EVERYONE = asdict(lists.Selection(country="CO"))
ALL_HERE = {"status": None, "reason": "", "day": None, "ids": None}


@pytest.fixture(autouse=True)
def _small_portions(monkeypatch):
    monkeypatch.setattr(bulk_work, "PORTION_ITEMS", 2)


def begun(kind: BulkKind, people: int, **given) -> BulkAction:
    action = bulk_actions.begin(uuid.uuid4(), kind, given, people, "eva")
    db.session.commit()
    return action


def done(kind: BulkKind, people: int, **given) -> BulkAction:
    action = begun(kind, people, **given)
    run_background_task(action.task_id)
    db.session.expire_all()
    return action


def test_all_are_unsubscribed_with_the_reason_and_leave_their_campaigns(app):
    campaign = an_active_campaign(5)

    action = done(BulkKind.CONTACTS_UNSUBSCRIBE, 5, whom=EVERYONE, words="the shop closed")

    assert (action.done, action.changed, action.finished_at is not None) == (5, 5, True)
    assert {one.subscription for one in db.session.query(Contact)} == {Subscription.UNSUBSCRIBED}
    assert {one.skip_reason for one in db.session.query(Recipient)} == {SkipReason.OPTED_OUT}
    events = db.session.query(ConsentEvent).filter_by(kind="opt_out").all()
    assert [(one.words, one.actor, one.source) for one in events] == [
        ("the shop closed", "eva", "staff")
    ] * 5
    assert campaign.status == CampaignStatus.ACTIVE


def test_an_action_that_is_done_is_not_done_again(app):
    an_active_campaign(3)
    action = begun(BulkKind.CONTACTS_UNSUBSCRIBE, 3, whom=EVERYONE, words="closed")
    task_id = action.task_id
    run_background_task(task_id)
    noted = db.session.query(AuditEntry).count()

    run_background_task(task_id)

    assert db.session.query(BackgroundTask).count() == 0
    assert db.session.query(AuditEntry).count() == noted
    assert db.session.query(ConsentEvent).filter_by(kind="opt_out").count() == 3


def test_a_worker_that_was_killed_is_taken_over_where_it_stopped(app, at):
    at("2025-10-05 09:00")
    for _ in range(5):
        a_contact()
    action = begun(BulkKind.CONTACTS_TAG, 5, whom=EVERYONE, words="vip")
    lease = REGISTRY[TaskKind.BULK_ACTION].lease
    [claim] = claims.claim(TaskKind.BULK_ACTION, lease, 1, action.task_id)
    assert bulk_actions.do_next(claim, bulk_work.WORK)
    db.session.commit()
    assert action.task.progress == 40

    at("2025-10-05 09:02")
    enqueue_due_tasks()

    assert queues.redis().llen("rq:queue:default") == 1
    run_background_task(action.task_id)
    db.session.expire_all()
    assert (action.done, action.changed) == (5, 5)


def test_one_that_is_at_work_is_left_alone(app, at):
    at("2025-10-05 09:00")
    begun(BulkKind.CONTACTS_TAG, 1, whom=EVERYONE, words="vip")
    claims.claim(TaskKind.BULK_ACTION, REGISTRY[TaskKind.BULK_ACTION].lease, 1)
    db.session.commit()

    at("2025-10-05 09:00:50")
    enqueue_due_tasks()

    assert queues.redis().llen("rq:queue:default") == 0


@pytest.mark.parametrize(
    ("before", "with_tag", "without"),
    [
        ({}, "vip", ""),
        ({"tags": "old"}, "old, vip", "old"),
        ({"tags": "VIP, old"}, "VIP, old", "old"),
        ({"tags": "old,vip"}, "old,vip", "old"),
    ],
)
def test_a_tag_is_given_once_and_taken_in_any_writing(app, before, with_tag, without):
    contact = a_contact(**before)
    whom = EVERYONE | {"ids": [contact.id]}

    done(BulkKind.CONTACTS_TAG, 1, whom=whom, words="vip")
    assert contact.attributes["tags"] == with_tag

    done(BulkKind.CONTACTS_UNTAG, 1, whom=whom, words="Vip")
    assert contact.attributes["tags"] == without


def test_only_those_who_match_are_changed(app):
    a_contact(name="Ana")
    a_contact(name="Luis")

    action = done(BulkKind.CONTACTS_TAG, 1, whom=EVERYONE | {"search": "an"}, words="vip")

    assert action.changed == 1
    tagged = db.select(Contact.name).where(Contact.attributes.has_key("tags"))
    assert db.session.scalars(tagged).all() == ["Ana"]


def read(action: BulkAction) -> list[str]:
    return b"".join(bulk_actions.file_pieces(action.id)).decode().splitlines()


def test_a_file_of_contacts_has_all_attributes_and_one_heading(app):
    for number in range(5):
        a_contact(name=f"Person {number}", **{f"attribute_{number}": "=1+1"})

    lines = read(done(BulkKind.CONTACTS_EXPORT, 5, whom=EVERYONE))

    assert len(lines) == 6
    own = "phone_number,name,country,subscription,known_since,user_id,username"
    assert lines[0].startswith(f"\ufeff{own},attribute_0")
    assert lines[1].split(",")[1] == "Person 0"
    assert "'=1+1" in lines[1]


def test_a_file_of_recipients_is_filtered_and_in_order(app):
    campaign = an_active_campaign(5)
    for person in db.session.query(Recipient).filter(Recipient.position > 2):
        person.status, person.error_code = RecipientStatus.FAILED, 131026
    whom = ALL_HERE | {"status": "failed", "reason": "code:131026"}

    lines = read(done(BulkKind.RECIPIENTS_EXPORT, 3, campaign_id=str(campaign.id), whom=whom))

    numbers = [line.split(",")[0] for line in lines[1:]]
    assert len(numbers) == 3
    assert numbers == sorted(numbers)


def test_files_are_forgotten_after_two_days(app, at):
    now = at("2025-10-05 09:00")
    a_contact()
    done(BulkKind.CONTACTS_EXPORT, 1, whom=EVERYONE)

    bulk_actions.delete_old_files(now)
    assert db.session.query(BulkPiece).count() == 1
    bulk_actions.delete_old_files(at("2025-10-07 09:01"))
    assert db.session.query(BulkPiece).count() == 0


def test_those_who_wait_are_skipped_and_the_others_left(app):
    campaign = an_active_campaign(5)
    first = db.session.query(Recipient).order_by(Recipient.position).first()
    first.status = RecipientStatus.DELIVERED

    action = done(BulkKind.RECIPIENTS_SKIP, 5, campaign_id=str(campaign.id), whom=ALL_HERE)

    assert (action.done, action.changed) == (5, 4)
    skipped = db.session.query(Recipient).filter_by(skip_reason=SkipReason.TAKEN_OUT)
    assert skipped.count() == 4


def test_skipping_in_a_campaign_that_has_ended_says_so(app):
    campaign = an_active_campaign(2)
    campaign.status = CampaignStatus.CANCELLED

    action = done(BulkKind.RECIPIENTS_SKIP, 2, campaign_id=str(campaign.id), whom=ALL_HERE)

    assert action.finished_at is not None
    assert action.error == "The campaign is cancelled: nobody waits in it."


def test_campaigns_are_paused_one_after_the_other(app):
    keys = [str(an_active_campaign(1).id) for _ in range(3)]
    other = an_active_campaign(1)

    action = done(BulkKind.CAMPAIGNS_PAUSE, 3, ids=keys)

    assert (action.done, action.changed) == (3, 3)
    paused = db.select(Campaign.id).where(Campaign.status == CampaignStatus.PAUSED)
    assert {str(one) for one in db.session.scalars(paused)} == set(keys)
    assert other.status == CampaignStatus.ACTIVE


def test_one_that_must_not_go_on_says_why_and_can_be_retried(app, monkeypatch):
    a_contact()

    def refuse(*_):
        raise AppError("No.")

    with monkeypatch.context() as patched:
        patched.setitem(bulk_work.WORK, BulkKind.CONTACTS_TAG, refuse)
        action = done(BulkKind.CONTACTS_TAG, 1, whom=EVERYONE, words="vip")
    assert (action.error, action.is_over) == ("No.", True)

    tasks.retry(action.task_id, "eva")
    db.session.commit()
    run_background_task(action.task_id)

    db.session.expire_all()
    assert (action.error, action.changed, action.task_id) == ("", 1, None)
