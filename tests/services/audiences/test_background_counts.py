"""Counting people for pages that do not wait."""

from datetime import timedelta

import pytest
from redis import RedisError
from rq import Queue

from jobs.count_people import count_people
from tests.support.factories import a_contact, a_draft, with_recipients
from webapp import clock, queues
from webapp.domain.contacts.consent import ConsentSource
from webapp.extensions import db
from webapp.models import Audience, CachedCount, Campaign
from webapp.queries.contacts import lists
from webapp.services.accounts import rate_limiter
from webapp.services.audiences import background_counts, preview
from webapp.services.campaigns import draft_audience, lifecycle
from webapp.services.contacts import subscriptions

LIMA = {
    "match": "all",
    "conditions": [{"field": "attributes.city", "operator": "is", "value": "Lima"}],
    "exclude": [{"field": "name", "operator": "is", "value": "Eva"}],
}


@pytest.fixture
def people(app):
    """In Lima two people, one more who unsubscribed, and one who is left out; and one in Quito."""
    for name in ("Ana", "", "Eva"):
        a_contact(name=name, city="Lima")
    subscriptions.unsubscribe(a_contact(name="Luis", city="Lima"), ConsentSource.STAFF, "tests")
    a_contact(city="Quito")


@pytest.fixture
def draft(people) -> Campaign:
    """A draft for Lima, whose message has a gap without a fallback."""
    return a_draft(target_audience=LIMA, variables={"first_name": {"attribute": "name"}})


@pytest.fixture
def many(monkeypatch) -> None:
    """One person is many."""
    monkeypatch.setattr(lists, "MANY_CONTACTS", 0)


def asked() -> int:
    """How often a worker was asked to count."""
    db.session.commit()
    return Queue(queues.DEFAULT, connection=queues.redis()).count


def test_few_people_are_counted_at_once_and_nothing_is_kept(draft):
    counted = draft_audience.for_draft(draft)

    assert (counted.reach.people, counted.lacking, counted.counted_at) == (
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
    count_people(f"draft {draft.id}")

    counted = draft_audience.for_draft(draft)
    assert (counted.reach.people, counted.lacking) == (2, {"first_name": 1})
    assert counted.counted_at - now < timedelta(seconds=30)
    assert asked() == 1


def test_counting_twice_changes_nothing(draft, many):
    for _ in range(2):
        count_people(f"draft {draft.id}")

    assert draft_audience.for_draft(draft).reach.people == 2


def test_an_old_count_is_shown_and_made_anew(draft, many, at):
    at("2025-10-05 09:00")
    count_people(f"draft {draft.id}")
    at("2025-10-05 09:02")
    a_contact(name="Mia", city="Lima")

    assert draft_audience.for_draft(draft).reach.people == 2
    assert asked() == 1
    count_people(f"draft {draft.id}")
    assert draft_audience.for_draft(draft).reach.people == 3


@pytest.mark.parametrize(
    "change",
    [
        lambda draft: setattr(draft, "target_audience", {"match": "all", "conditions": []}),
        lambda draft: setattr(draft, "variables", {"first_name": {"text": "you"}}),
        lambda draft: with_recipients(draft, 1),
    ],
)
def test_what_was_counted_of_another_choice_is_not_shown(draft, many, change):
    count_people(f"draft {draft.id}")

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
        count_people(subject)

    assert db.session.query(CachedCount).count() == 0


def test_an_audience_is_counted_with_its_waterfall(people, many):
    audience = Audience(name="Lima", filter=LIMA)
    db.session.add(audience)
    db.session.commit()
    assert preview.preview_for(audience) is None

    count_people(f"audience {audience.id}")

    counted = preview.preview_for(audience)
    fall = counted.waterfall
    assert (fall.matching, [n for _, n in fall.left_out], fall.unsubscribed) == (4, [1], 1)
    assert [one.name for one in counted.sample] == ["", "Ana"]


def test_without_redis_nobody_counts_and_nothing_fails(draft, many, monkeypatch):
    def away(*_):
        raise RedisError("away")

    monkeypatch.setattr(rate_limiter, "count", away)

    assert draft_audience.for_draft(draft) is None


def test_old_counts_are_forgotten(draft, many):
    count_people(f"draft {draft.id}")

    background_counts.delete_expired(clock.now() + timedelta(days=8))

    assert db.session.query(CachedCount).count() == 0
