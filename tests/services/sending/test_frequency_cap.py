"""The maximum number of marketing messages to one person."""

from datetime import timedelta

import pytest

from tests.support.factories import an_active_campaign
from webapp import clock
from webapp.domain.recipients.status import RecipientStatus, SkipReason
from webapp.domain.sending.frequency_cap import WhenCapped
from webapp.extensions import db
from webapp.models import Batch, Campaign, Recipient
from webapp.services.campaigns import daily
from webapp.services.operations import settings
from webapp.services.sending import frequency_cap

ANA, EVA = "+573001112233", "+573001112234"


@pytest.fixture
def a_batch(app):
    """Allocate a campaign to Ana and Eva, after Ana got this many messages, this many days ago."""

    def make(*days_ago):
        for days in days_ago:
            earlier = an_active_campaign([ANA])
            person = db.session.scalars(
                db.select(Recipient).filter_by(campaign_id=earlier.id)
            ).one()
            person.status = RecipientStatus.DELIVERED
            person.accepted_at = clock.now() - timedelta(days=days)
            db.session.flush()
        campaign = an_active_campaign([ANA, EVA])
        daily.allocate_due(clock.now())
        db.session.commit()
        batches = (
            db.select(Batch).filter_by(campaign_id=campaign.id).where(Batch.status == "queued")
        )
        return db.session.scalars(batches).one()

    return make


def hold(batch):
    held = frequency_cap.hold(batch, clock.now())
    db.session.commit()
    people = db.session.scalars(db.select(Recipient).filter_by(campaign_id=batch.campaign_id))
    return held, {one.phone_number: one for one in people}


def test_without_a_cap_nobody_is_held(a_batch):
    held, people = hold(a_batch(1, 2, 3))

    assert held == 0
    assert {one.status for one in people.values()} == {RecipientStatus.QUEUED}


def test_who_got_enough_is_skipped_and_the_others_are_not(a_batch):
    settings.set_frequency_cap(2, 7, waits=False, actor="eva")

    held, people = hold(a_batch(1, 2))

    assert held == 1
    ana = people[ANA]
    assert (ana.status, ana.skip_reason) == (RecipientStatus.SKIPPED, SkipReason.CAPPED)
    assert people[EVA].status == RecipientStatus.QUEUED


def test_messages_before_the_window_do_not_count(a_batch):
    settings.set_frequency_cap(2, 7, waits=False, actor="eva")

    assert hold(a_batch(1, 8))[0] == 0


@pytest.mark.parametrize(
    ("became", "held"),
    [("read", 1), ("sent", 1), ("pending", 0), ("queued", 0), ("failed", 0), ("skipped", 0)],
)
def test_a_message_that_was_taken_and_dropped_does_not_count(a_batch, became, held):
    settings.set_frequency_cap(1, 7, waits=False, actor="eva")
    batch = a_batch(1)
    got = db.session.scalars(db.select(Recipient).filter(Recipient.accepted_at.is_not(None))).one()
    got.status = RecipientStatus(became)

    assert hold(batch)[0] == held


def test_who_waits_may_be_written_to_when_the_oldest_message_is_old_enough(a_batch):
    settings.set_frequency_cap(2, 7, waits=True, actor="eva")

    batch = a_batch(1, 5)
    _, people = hold(batch)

    ana = people[ANA]
    assert (ana.status, ana.batch_id) == (RecipientStatus.PENDING, None)
    assert batch.batch_size == 1  # she does not use the daily limit
    assert abs(ana.next_attempt_at - clock.now() - timedelta(days=2)) < timedelta(minutes=1)


@pytest.mark.parametrize("waits", [False, True])
def test_a_message_whose_outcome_is_unknown_counts_from_when_it_was_begun(a_batch, waits):
    settings.set_frequency_cap(1, 7, waits, actor="eva")
    batch = a_batch(2)
    earlier = db.session.scalars(db.select(Recipient).order_by(Recipient.id)).first()
    earlier.status, earlier.claimed_at = RecipientStatus.UNCONFIRMED, earlier.accepted_at
    earlier.accepted_at = None

    held, people = hold(batch)

    assert held == 1
    ana = people[ANA]
    if waits:
        assert abs(ana.next_attempt_at - clock.now() - timedelta(days=5)) < timedelta(minutes=1)
    else:
        assert ana.skip_reason == SkipReason.CAPPED


@pytest.fixture
def two_batches(app):
    """Two campaigns to Ana, both allocated."""
    settings.set_frequency_cap(1, 7, waits=False, actor="eva")
    for _ in range(2):
        an_active_campaign([ANA])
    daily.allocate_due(clock.now())
    db.session.commit()
    people = db.session.scalars(db.select(Recipient).order_by(Recipient.id)).all()
    return [db.session.get_one(Batch, one.batch_id) for one in people]


@pytest.mark.parametrize("minutes_later", [0, 1])
def test_of_two_campaigns_that_are_sent_at_once_the_later_waits(two_batches, minutes_later):
    early, late = two_batches if minutes_later == 0 else reversed(two_batches)
    whom = db.select(Recipient).filter_by(batch_id=late.id)
    db.session.scalars(whom).one().queued_at += timedelta(minutes=minutes_later)
    db.session.flush()

    (held_late, waits), (held_early, goes) = hold(late), hold(early)

    assert (held_late, held_early) == (1, 0)
    assert goes[ANA].status == RecipientStatus.QUEUED
    assert (waits[ANA].status, waits[ANA].batch_id) == (RecipientStatus.PENDING, None)
    assert timedelta(0) < waits[ANA].next_attempt_at - clock.now() <= timedelta(minutes=1)


@pytest.mark.parametrize(
    ("became", "then"),
    [
        (RecipientStatus.SENDING, RecipientStatus.PENDING),
        (RecipientStatus.SENT, RecipientStatus.SKIPPED),
        (RecipientStatus.FAILED, RecipientStatus.QUEUED),
        (RecipientStatus.PENDING, RecipientStatus.QUEUED),
    ],
)
def test_who_waited_for_another_campaign_goes_by_what_became_of_it(two_batches, became, then):
    first, second = two_batches
    sent = db.session.scalars(db.select(Recipient).filter_by(batch_id=first.id)).one()
    sent.status, sent.claimed_at = became, clock.now()
    sent.accepted_at = clock.now() if became == RecipientStatus.SENT else None
    db.session.flush()

    _, people = hold(second)

    assert people[ANA].status == then


@pytest.mark.parametrize(
    ("setting_waits", "chosen", "status"),
    [
        (False, WhenCapped.WAIT, RecipientStatus.PENDING),
        (True, WhenCapped.SKIP, RecipientStatus.SKIPPED),
        (True, None, RecipientStatus.PENDING),
        (False, None, RecipientStatus.SKIPPED),
    ],
)
def test_a_campaign_may_choose_otherwise_than_the_setting(a_batch, setting_waits, chosen, status):
    settings.set_frequency_cap(1, 7, waits=setting_waits, actor="eva")
    batch = a_batch(1)
    batch.campaign.when_capped = chosen

    _, people = hold(batch)

    assert people[ANA].status == status


def categories(earlier, now):
    """Set a category for the campaigns before the last one, and another one for the last."""
    *others, last = db.session.scalars(db.select(Campaign).order_by(Campaign.created_at))
    for one in others:
        one.message_template.category = earlier
    last.message_template.category = now
    db.session.flush()


@pytest.mark.parametrize(
    ("earlier", "now", "held"),
    [
        ("MARKETING", "MARKETING", 1),
        ("UTILITY", "MARKETING", 0),
        ("AUTHENTICATION", "MARKETING", 0),
        ("MARKETING", "UTILITY", 0),
    ],
)
def test_only_marketing_counts_and_is_held(a_batch, earlier, now, held):
    settings.set_frequency_cap(1, 7, waits=False, actor="eva")
    batch = a_batch(1)
    categories(earlier, now)

    assert hold(batch)[0] == held


def test_a_cap_can_be_lifted(a_batch):
    settings.set_frequency_cap(1, 7, waits=False, actor="eva")
    settings.set_frequency_cap(None, 7, waits=False, actor="eva")

    assert hold(a_batch(1))[0] == 0
