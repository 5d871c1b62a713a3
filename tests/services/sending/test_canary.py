"""A campaign that begins with a few people."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from tests.support.factories import a_sender, a_template, an_active_campaign
from webapp import clock
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import AuditEntry, Campaign, Incident, Recipient
from webapp.services.campaigns import daily, lifecycle
from webapp.services.message_templates import reviews
from webapp.services.sending import canary_review

S = RecipientStatus


def cut() -> int:
    """Cut what is due, and answer how many people were taken."""
    return sum(allocation.recipients for allocation in daily.allocate_due(clock.now()))


def become(campaign: Campaign, *statuses: RecipientStatus) -> None:
    """Let those who were taken have these statuses, as receipts would tell."""
    taken = db.select(Recipient).filter_by(campaign_id=campaign.id, status=S.QUEUED)
    people = db.session.scalars(taken.order_by(Recipient.position)).all()
    for person, status in zip(people, statuses, strict=True):
        person.status = status
    db.session.flush()


def an_hour_later() -> None:
    db.session.commit()
    canary_review.review(clock.now() + timedelta(hours=1))


@pytest.fixture
def campaign(app) -> Campaign:
    return an_active_campaign(10, initial_group=4, name="Spring")


def test_only_the_initial_group_is_taken(campaign):
    assert [cut(), cut()] == [4, 0]


def test_the_others_go_by_themselves_when_it_went_well(campaign):
    cut()
    become(campaign, S.DELIVERED, S.READ, S.SENT, S.FAILED)

    assert canary_review.review(clock.now() + timedelta(hours=1))

    assert cut() == 6
    assert campaign.canary_size is None
    noted = db.session.scalars(db.select(AuditEntry).filter_by(action="campaign.wave_good")).one()
    assert noted.details == {"people": 4, "delivered": 2, "failed": 1}


def test_a_bad_wave_pauses_the_campaign_and_says_why(campaign):
    cut()
    become(campaign, S.DELIVERED, S.DELIVERED, S.FAILED, S.FAILED)

    canary_review.review(clock.now())

    assert (campaign.status, campaign.pause_reason) == (CampaignStatus.PAUSED, PauseReason.FAILURES)
    words = "Of the first 4 people, 2 got the message and 2 could not be reached: the others wait."
    assert campaign.pause_details == words
    incident = db.session.scalars(db.select(Incident)).one()
    assert (incident.kind, incident.message) == (
        "too_many_failures",
        f"Spring has paused by itself. {words}",
    )


def test_an_undecided_wave_waits(campaign):
    cut()
    become(campaign, S.DELIVERED, S.SENT, S.SENT, S.SENT)

    an_hour_later()

    assert cut() == 0
    assert campaign.status == CampaignStatus.ACTIVE


def test_after_a_bad_wave_a_person_who_resumes_has_another_one(campaign):
    cut()
    become(campaign, S.FAILED, S.FAILED, S.FAILED, S.FAILED)
    canary_review.review(clock.now())

    lifecycle.resume(campaign, "eva")

    assert (campaign.pause_reason, campaign.pause_details) == (None, None)
    assert db.session.scalars(db.select(Incident.ended_at)).one() is not None
    canary_review.review(clock.now())
    assert campaign.status == CampaignStatus.ACTIVE
    assert [cut(), cut()] == [4, 0]


def test_a_wave_that_was_paused_by_a_person_goes_on_where_it_was(campaign):
    cut()
    become(campaign, S.DELIVERED, S.DELIVERED, S.QUEUED, S.QUEUED)
    lifecycle.pause(campaign, PauseReason.PERSON, "eva")
    lifecycle.resume(campaign, "eva")

    assert [cut(), cut()] == [2, 0]


def test_whoever_waits_for_another_attempt_does_not_make_the_wave_larger(campaign):
    cut()
    become(campaign, S.PENDING, S.DELIVERED, S.DELIVERED, S.DELIVERED)
    db.session.execute(
        db.update(Recipient).where(Recipient.status == S.PENDING).values(batch_id=None)
    )

    assert cut() == 0


def test_a_campaign_without_a_initial_group_takes_everyone(app):
    an_active_campaign(10)

    assert cut() == 10


def test_two_who_decide_at_once_decide_once(migrated_app, campaign):
    cut()
    become(campaign, S.FAILED, S.FAILED, S.FAILED, S.FAILED)
    db.session.commit()
    barrier = Barrier(2)

    def decide() -> None:
        with migrated_app.app_context():
            barrier.wait()
            canary_review.review(clock.now())
            db.session.commit()

    both = [Thread(target=decide) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    pauses = db.select(AuditEntry).filter_by(action="campaign.pause")
    assert len(db.session.scalars(pauses).all()) == 1


def test_after_a_paused_template_is_approved_again_a_few_people_go_first(app):
    sender = a_sender(messaging_limit=None)
    template = a_template(sender)
    campaign = an_active_campaign(60, sender=sender, message_template=template)
    template.status = "PAUSED"
    reviews.review(template)
    assert campaign.pause_reason == PauseReason.TEMPLATE

    template.status = "APPROVED"
    reviews.review(template)

    assert campaign.status == CampaignStatus.ACTIVE
    assert [cut(), cut()] == [50, 0]
    become(campaign, *[S.DELIVERED] * 50)
    an_hour_later()
    assert cut() == 10
