"""A campaign that starts with a few recipients."""

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
    """Allocate what is due; return how many recipients were allocated."""
    return sum(allocation.recipients for allocation in daily.allocate_due(clock.now()))


def become(campaign: Campaign, *statuses: RecipientStatus) -> None:
    """Set these statuses for the allocated recipients, as receipts would."""
    queued = db.select(Recipient).filter_by(campaign_id=campaign.id, status=S.QUEUED)
    recipients = db.session.scalars(queued.order_by(Recipient.position)).all()
    for recipient, status in zip(recipients, statuses, strict=True):
        recipient.status = status
    db.session.flush()


def an_hour_later() -> None:
    db.session.commit()
    canary_review.review(clock.now() + timedelta(hours=1))


@pytest.fixture
def campaign(app) -> Campaign:
    return an_active_campaign(10, initial_group=4, name="Spring")


def test_only_the_initial_group_is_allocated(campaign):
    assert [cut(), cut()] == [4, 0]


def test_the_rest_follows_automatically_when_it_went_well(campaign):
    cut()
    become(campaign, S.DELIVERED, S.READ, S.SENT, S.FAILED)

    assert canary_review.review(clock.now() + timedelta(hours=1))

    assert cut() == 6
    assert campaign.canary_size is None
    entry = db.session.scalars(db.select(AuditEntry).filter_by(action="campaign.canary_good")).one()
    assert entry.details == {"people": 4, "delivered": 2, "failed": 1}


def test_a_bad_canary_pauses_the_campaign_and_says_why(campaign):
    cut()
    become(campaign, S.DELIVERED, S.DELIVERED, S.FAILED, S.FAILED)

    canary_review.review(clock.now())

    assert (campaign.status, campaign.pause_reason) == (CampaignStatus.PAUSED, PauseReason.FAILURES)
    reason = "Of the first 4 people, 2 got the message and 2 could not be reached: the others wait."
    assert campaign.pause_details == reason
    incident = db.session.scalars(db.select(Incident)).one()
    assert (incident.kind, incident.message) == (
        "too_many_failures",
        f"Spring has paused by itself. {reason}",
    )


def test_an_open_canary_waits(campaign):
    cut()
    become(campaign, S.DELIVERED, S.SENT, S.SENT, S.SENT)

    an_hour_later()

    assert cut() == 0
    assert campaign.status == CampaignStatus.ACTIVE


def test_a_campaign_resumed_after_a_bad_canary_begins_with_another_canary(campaign):
    cut()
    become(campaign, S.FAILED, S.FAILED, S.FAILED, S.FAILED)
    canary_review.review(clock.now())

    lifecycle.resume(campaign, "eva")

    assert (campaign.pause_reason, campaign.pause_details) == (None, None)
    assert db.session.scalars(db.select(Incident.ended_at)).one() is not None
    canary_review.review(clock.now())
    assert campaign.status == CampaignStatus.ACTIVE
    assert [cut(), cut()] == [4, 0]


def test_a_canary_that_a_user_paused_goes_on_where_it_was(campaign):
    cut()
    become(campaign, S.DELIVERED, S.DELIVERED, S.QUEUED, S.QUEUED)
    lifecycle.pause(campaign, PauseReason.PERSON, "eva")
    lifecycle.resume(campaign, "eva")

    assert [cut(), cut()] == [2, 0]


def test_a_recipient_who_waits_for_a_retry_does_not_make_the_canary_larger(campaign):
    cut()
    become(campaign, S.PENDING, S.DELIVERED, S.DELIVERED, S.DELIVERED)
    db.session.execute(
        db.update(Recipient).where(Recipient.status == S.PENDING).values(batch_id=None)
    )

    assert cut() == 0


def test_a_campaign_without_an_initial_group_allocates_everyone(app):
    an_active_campaign(10)

    assert cut() == 10


def test_two_reviews_at_the_same_time_decide_once(migrated_app, campaign):
    cut()
    become(campaign, S.FAILED, S.FAILED, S.FAILED, S.FAILED)
    db.session.commit()
    barrier = Barrier(2)

    def decide() -> None:
        with migrated_app.app_context():
            barrier.wait()
            canary_review.review(clock.now())
            db.session.commit()

    threads = [Thread(target=decide) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    pauses = db.select(AuditEntry).filter_by(action="campaign.pause")
    assert len(db.session.scalars(pauses).all()) == 1


def test_after_a_paused_template_is_approved_again_a_few_recipients_go_first(app):
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
