"""The life of a campaign."""

import uuid
from datetime import timedelta

import pytest

from tests.support.factories import (
    a_draft,
    a_sender,
    an_active_campaign,
    some_numbers,
    with_recipients,
)
from webapp import clock
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.recipients.status import RecipientStatus, SkipReason
from webapp.errors import InvalidInput, WrongStatus
from webapp.extensions import db
from webapp.models import Batch, BatchStatus, CampaignCounter, Contact, Recipient
from webapp.queries.campaigns import statistics
from webapp.queries.planning import schedules
from webapp.services.campaigns import changes, daily, drafts, lifecycle
from webapp.services.contacts import campaign_additions
from webapp.services.contacts.campaign_additions import Entry
from webapp.services.recipients import from_audience


def planned(campaign) -> list[int]:
    days = schedules.batches(campaign.id)
    return [day.batch_size for day in days if day.status == BatchStatus.PLANNED]


def add(campaign, *numbers):
    entries = [Entry(number) for number in numbers]
    return campaign_additions.add(campaign, entries, "US", ConsentSource.API, "tests")


def test_activation_plans_the_days(app):
    campaign = with_recipients(a_draft(daily_send_limit=4), 10)

    lifecycle.activate(campaign, "tests")

    assert campaign.status == CampaignStatus.ACTIVE
    assert planned(campaign) == [4, 4, 2]


def test_a_second_activation_is_refused_and_changes_nothing(app):
    campaign = an_active_campaign(3)

    with pytest.raises(WrongStatus):
        lifecycle.activate(campaign, "tests")

    assert planned(campaign) == [3]


@pytest.mark.parametrize(
    ("attributes", "people", "part"),
    [
        ({}, 0, "recipients"),
        ({"start_date": clock.now().date() - timedelta(days=2)}, 1, "start_date"),
        ({"variables": {}}, 1, "variables"),
        ({"variables": {"surname": "x"}}, 1, "variables"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_sent(app, attributes, people, part):
    campaign = with_recipients(a_draft(**attributes), people)
    db.session.commit()

    with pytest.raises(InvalidInput) as refused:
        lifecycle.activate(campaign, "tests")
    db.session.rollback()

    assert list(refused.value.fields) == [part]
    assert campaign.status == CampaignStatus.DRAFT


def test_adding_the_same_people_again_adds_nobody(app):
    campaign, numbers = a_draft(), some_numbers(3)

    first, again = add(campaign, *numbers), add(campaign, *numbers, numbers[0])

    assert (first.recipients_added, first.duplicates_skipped) == (3, 0)
    assert (again.recipients_added, again.duplicates_skipped) == (0, 4)


def test_one_person_in_two_writings_is_added_once(app):
    added = add(a_draft(), "+5511987654321", "+551187654321", "0055 11 98765-4321")

    assert (added.recipients_added, added.duplicates_skipped) == (1, 2)


def test_a_bad_number_is_returned_with_its_reason_and_the_others_are_added(app):
    added = add(a_draft(), "+573001112233", "hello")

    assert added.recipients_added == 1
    assert [bad["phone_number"] for bad in added.invalid] == ["hello"]
    assert added.invalid[0]["reason"]


def test_someone_who_opted_out_is_not_added(app):
    [number] = some_numbers(1)
    add(a_draft(), number)
    db.session.scalars(db.select(Contact)).one().subscription = "unsubscribed"

    added = add(a_draft(), number)

    assert (added.recipients_added, added.unsubscribed_skipped) == (0, 1)


def test_an_audience_is_added_in_one_go_and_only_once(app):
    add(a_draft(), *some_numbers(4))
    campaign = a_draft(target_audience={})

    first, again = from_audience.add(campaign), from_audience.add(campaign)

    assert (first.recipients_added, again.recipients_added, again.duplicates_skipped) == (4, 0, 4)


def test_a_pause_takes_back_who_is_queued_and_a_resume_goes_on(app):
    campaign = an_active_campaign(5, daily_send_limit=3)
    daily.allocate_due(clock.now())

    lifecycle.pause(campaign, PauseReason.PERSON, "tests")
    paused = statistics.for_campaign(campaign.id).counts[RecipientStatus.PENDING], planned(campaign)
    lifecycle.resume(campaign, "tests")

    assert paused == (5, [])
    assert planned(campaign) == [3, 2]
    assert sum(allocation.recipients for allocation in daily.allocate_due(clock.now())) == 3


def test_a_cancelled_campaign_skips_whoever_waits(app):
    campaign = an_active_campaign(5, daily_send_limit=3)
    daily.allocate_due(clock.now())

    lifecycle.cancel(campaign, "tests")

    assert statistics.for_campaign(campaign.id).counts[RecipientStatus.SKIPPED] == 5
    assert set(db.session.scalars(db.select(Recipient.skip_reason))) == {SkipReason.CANCELLED}
    with pytest.raises(WrongStatus):
        lifecycle.resume(campaign, "tests")


@pytest.mark.parametrize("step", [lifecycle.resume, lifecycle.cancel])
def test_a_draft_can_be_neither_resumed_nor_cancelled(app, step):
    with pytest.raises(WrongStatus):
        step(a_draft(), "tests")


def test_a_changed_daily_limit_plans_the_rest_anew(app):
    campaign = an_active_campaign(10, daily_send_limit=2)
    daily.allocate_due(clock.now())

    changes.change(campaign, {"daily_send_limit": 5}, "tests")

    assert planned(campaign) == [3, 5]


def test_the_message_of_a_running_campaign_stays_as_it_is(app):
    with pytest.raises(WrongStatus):
        changes.change(an_active_campaign(1), {"variables": {}}, "tests")


def test_the_second_campaign_gets_what_the_first_leaves_of_the_limit(app):
    sender = a_sender(messaging_limit=250)
    second = an_active_campaign(800, sender=sender, priority=3)
    first = an_active_campaign(500, sender=sender, priority=1)

    assert planned(first) == [250, 250]
    assert planned(second) == [250, 250, 250, 50]
    first_days = {day.send_date for day in schedules.batches(first.id)}
    assert first_days.isdisjoint(day.send_date for day in schedules.batches(second.id))


def test_both_campaigns_send_every_day_when_the_limit_allows_it(app):
    sender = a_sender(messaging_limit=500)
    first = an_active_campaign(500, sender=sender, priority=1)
    second = an_active_campaign(800, sender=sender, priority=3)

    assert planned(first) == [250, 250]
    assert planned(second) == [250, 250, 250, 50]
    assert schedules.first_day(first.id) == schedules.first_day(second.id)


def test_a_deleted_draft_leaves_nothing_behind(app):
    campaign = with_recipients(a_draft(), 2)

    drafts.delete(campaign, "tests")

    for table in (Recipient, Batch, CampaignCounter):
        assert db.session.scalar(db.select(db.func.count()).select_from(table)) == 0
    with pytest.raises(WrongStatus):
        drafts.delete(an_active_campaign(1), "tests")


@pytest.mark.parametrize(
    "details", [{"name": "x" * 201}, {"daily_send_limit": 1_000_001}, {"initial_group": 0}]
)
def test_no_draft_is_made_or_changed_against_the_rules(app, details):
    draft = a_draft()
    whole = {"name": "Spring", "sender_id": draft.sender_id} | details

    with pytest.raises(InvalidInput):
        drafts.create(uuid.uuid4(), whole, "UTC", "tests")
    with pytest.raises(InvalidInput):
        drafts.change(draft, details, "tests")
