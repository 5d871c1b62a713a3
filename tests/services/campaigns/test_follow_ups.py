"""Campaigns for people whom another one did not reach, or who did not reply to it."""

import uuid

import pytest

from tests.support.factories import a_draft, an_active_campaign
from webapp import clock
from webapp.domain.campaigns.follow_up import FollowUp
from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.recipients.status import RecipientStatus
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.models import Campaign, Recipient, Reply, ReplyEffect, Subscription
from webapp.queries.audiences import audiences
from webapp.queries.campaigns import follow_ups as follow_ups_query
from webapp.queries.campaigns import statistics
from webapp.services.campaigns import drafts, follow_ups

S = RecipientStatus


@pytest.fixture
def campaign(app) -> Campaign:
    """A campaign with one person of each outcome; the one who read it has also replied."""
    made = an_active_campaign(6, name="Spring")
    outcomes = (S.FAILED, S.DELIVERED, S.READ, S.UNCONFIRMED, S.SENT, S.READ)
    for person, status in zip(people(made), outcomes, strict=True):
        person.status, person.accepted_at = status, clock.now()
        person.delivered_at = clock.now() if status in (S.DELIVERED, S.READ) else None
        person.read_at = clock.now() if status == S.READ else None
    answered = people(made)[5]
    db.session.add(
        Reply(
            wamid="w",
            contact_id=answered.contact_id,
            campaign_id=made.id,
            kind="text",
            effect=ReplyEffect.NOTHING,
            received_at=clock.now(),
        )
    )
    db.session.flush()
    return made


def people(campaign) -> list[Recipient]:
    chosen = db.select(Recipient).filter_by(campaign_id=campaign.id).order_by(Recipient.position)
    return list(db.session.scalars(chosen))


def follow(campaign, group=FollowUp.UNREAD, draft_id=None) -> Campaign:
    return follow_ups.create(campaign, group, "Once more", draft_id or uuid.uuid4(), "eva")


@pytest.mark.parametrize(
    ("group", "places"),
    [(FollowUp.NOT_DELIVERED, [0]), (FollowUp.UNREAD, [1]), (FollowUp.NO_REPLY, [1, 2])],
)
def test_each_group_is_whom_its_name_says_and_never_the_unconfirmed(campaign, group, places):
    draft = follow(campaign, group)

    chosen = db.session.scalars(audiences.selected(draft.target_audience)).all()
    wanted = {people(campaign)[place].contact_id for place in places}
    assert {one.id for one in chosen} == wanted
    counts = follow_ups_query.counts(campaign.id, statistics.for_campaign(campaign.id))
    assert counts[group] == len(places)


def test_the_draft_knows_whom_it_follows_and_takes_over_the_rest(campaign):
    campaign.daily_send_limit, campaign.priority = 70, 2

    draft = follow(campaign)

    assert (draft.status, draft.name, draft.created_by) == ("draft", "Once more", "eva")
    assert (draft.follows, draft.follows_group) == (campaign, FollowUp.UNREAD)
    assert (draft.daily_send_limit, draft.priority) == (70, 2)
    assert draft.message_template_id == campaign.message_template_id
    assert follow_ups_query.following(campaign.id) == [draft]


def test_who_has_unsubscribed_is_not_written_to(campaign):
    people(campaign)[1].contact.subscription = Subscription.UNSUBSCRIBED
    people(campaign)[2].contact.subscription = Subscription.UNSUBSCRIBED

    draft = follow(campaign, FollowUp.NO_REPLY)

    assert audiences.count(draft.target_audience) == 0


def test_who_reads_it_before_the_follow_up_starts_falls_out_of_it(campaign):
    draft = follow(campaign)
    late = people(campaign)[1]
    late.status, late.read_at = S.READ, clock.now()

    assert audiences.count(draft.target_audience) == 0


def test_a_second_time_finds_the_first(campaign):
    key = uuid.uuid4()

    assert follow(campaign, draft_id=key) is follow(campaign, draft_id=key)


def test_a_draft_has_nobody_to_follow_up_on(app):
    with pytest.raises(WrongStatus):
        follow(a_draft())


def test_a_follow_up_outlives_its_draft_that_was_deleted(campaign):
    draft = follow(campaign)
    drafts.delete(draft, "eva")

    assert follow_ups_query.following(campaign.id) == []
    assert campaign.status == CampaignStatus.ACTIVE


#: Fields that a copy resets.
NOT_COPIED = {
    *("id", "kind", "name", "status", "pause_reason", "pause_details", "created_by", "created_at"),
    *(
        "frozen_components",
        "start_date",
        "latest_start_date",
        "end_date",
        "send_until",
        "message_version",
        "blocked_countries",
        "follows_id",
        "follows_group",
    ),
    *("canary_size", "canary_since", "activated_at", "completed_at", "cancelled_at"),
    "blocked_countries",
}


def test_a_copy_takes_over_every_column_that_it_does_not_begin_anew():
    columns = {column.key for column in Campaign.__table__.columns}

    assert set(drafts.COPIED_ATTRIBUTES) | NOT_COPIED == columns
    assert set(drafts.COPIED_ATTRIBUTES) & NOT_COPIED == set()
