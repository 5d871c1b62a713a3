"""Retrying failed people, and deciding on those with an unknown outcome."""

from threading import Barrier, Thread

import pytest

from tests.support.factories import a_draft, an_active_campaign
from webapp import clock
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.recipients.status import RecipientStatus
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.models import AuditEntry, BatchStatus, Campaign, Recipient, Subscription
from webapp.queries.planning import schedules
from webapp.queries.recipients import retries as retries_query
from webapp.services.campaigns import lifecycle
from webapp.services.recipients import retries

NOT_ON_LIST, NOT_ON_WHATSAPP, TEMPLATE_PAUSED = 131030, 131026, 132015


def people(campaign) -> list[Recipient]:
    db.session.expire_all()
    chosen = db.select(Recipient).filter_by(campaign_id=campaign.id).order_by(Recipient.position)
    return list(db.session.scalars(chosen))


def statuses(campaign) -> list[RecipientStatus]:
    return [person.status for person in people(campaign)]


def with_outcomes(status, *outcomes) -> Campaign:
    """Return a completed campaign with people of this status, each with a code and attempts."""
    campaign = an_active_campaign(len(outcomes), name="Spring")
    for person, (code, attempts) in zip(people(campaign), outcomes, strict=True):
        person.status, person.error_code, person.attempts = status, code, attempts
        person.failed_at = clock.now() if status == RecipientStatus.FAILED else None
    db.session.flush()
    lifecycle.complete()
    db.session.commit()
    db.session.refresh(campaign)
    assert campaign.status == CampaignStatus.COMPLETED
    return campaign


@pytest.mark.parametrize(
    ("code", "attempts", "may"),
    [
        (NOT_ON_LIST, 1, True),
        (NOT_ON_LIST, 3, False),
        (TEMPLATE_PAUSED, 0, True),
        (None, 1, True),
        (NOT_ON_WHATSAPP, 1, False),
        (131050, 1, False),
    ],
)
def test_another_try_makes_sense_where_something_can_be_put_right(app, code, attempts, may):
    campaign = with_outcomes(RecipientStatus.FAILED, (code, attempts))

    tried = retries.retry_failed(campaign, [code], "eva")

    assert tried == (1 if may else 0)
    assert statuses(campaign) == ([RecipientStatus.PENDING] if may else [RecipientStatus.FAILED])


def test_a_completed_campaign_goes_on_for_them_and_plans_their_day(app):
    campaign = with_outcomes(RecipientStatus.FAILED, (NOT_ON_LIST, 1), (NOT_ON_WHATSAPP, 1))

    retries.retry_failed(campaign, [NOT_ON_LIST, NOT_ON_WHATSAPP], "eva")

    assert (campaign.status, campaign.completed_at) == (CampaignStatus.ACTIVE, None)
    planned = [day for day in schedules.batches(campaign.id) if day.status == BatchStatus.PLANNED]
    assert [day.batch_size for day in planned] == [1]
    noted = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (noted.action, noted.details) == ("campaign.try_failed_again", {"people": 1})


def test_only_the_chosen_reasons_are_tried_again(app):
    campaign = with_outcomes(RecipientStatus.FAILED, (NOT_ON_LIST, 1), (132000, 1))

    retries.retry_failed(campaign, [132000], "eva")

    assert statuses(campaign) == [RecipientStatus.FAILED, RecipientStatus.PENDING]


def test_what_was_put_right_at_the_contact_counts(app):
    campaign = with_outcomes(RecipientStatus.FAILED, (132000, 1))
    people(campaign)[0].contact.name = "Ana"

    retries.retry_failed(campaign, [132000], "eva")

    assert people(campaign)[0].variables == {"first_name": "Ana"}


def test_a_second_time_finds_nobody_and_notes_nothing(app):
    campaign = with_outcomes(RecipientStatus.FAILED, (NOT_ON_LIST, 1))
    retries.retry_failed(campaign, [NOT_ON_LIST], "eva")
    noted = db.session.query(AuditEntry).count()

    again = retries.retry_failed(campaign, [NOT_ON_LIST], "eva")

    assert again == 0
    assert db.session.query(AuditEntry).count() == noted


def test_who_has_unsubscribed_since_is_not_tried_again(app):
    campaign = with_outcomes(RecipientStatus.FAILED, (NOT_ON_LIST, 1))
    people(campaign)[0].contact.subscription = Subscription.UNSUBSCRIBED

    assert retries.retry_failed(campaign, [NOT_ON_LIST], "eva") == 0


def test_in_a_paused_campaign_they_wait_until_it_is_resumed(app):
    campaign = with_outcomes(RecipientStatus.FAILED, (NOT_ON_LIST, 1))
    campaign.status, campaign.pause_reason = CampaignStatus.PAUSED, PauseReason.PERSON

    retries.retry_failed(campaign, [NOT_ON_LIST], "eva")

    assert campaign.status == CampaignStatus.PAUSED
    assert statuses(campaign) == [RecipientStatus.PENDING]


@pytest.mark.parametrize(
    "decide",
    [
        retries.resend_unconfirmed,
        lambda campaign, actor: retries.retry_failed(campaign, [NOT_ON_LIST], actor),
    ],
)
@pytest.mark.parametrize("status", [CampaignStatus.CANCELLED, CampaignStatus.DRAFT])
def test_a_campaign_that_cannot_send_tries_nobody_again(app, decide, status):
    campaign = a_draft(status=status)

    with pytest.raises(WrongStatus):
        decide(campaign, "eva")


def test_unconfirmed_people_are_sent_to_again_by_a_person_only_while_a_try_is_left(app):
    campaign = with_outcomes(RecipientStatus.UNCONFIRMED, (None, 1), (None, 3))

    sent = retries.resend_unconfirmed(campaign, "eva")

    assert sent == 1
    assert statuses(campaign) == [RecipientStatus.PENDING, RecipientStatus.UNCONFIRMED]
    assert campaign.status == CampaignStatus.ACTIVE
    assert retries_query.undecided(campaign.id) == retries_query.Undecided(1, 0)


def test_unconfirmed_people_who_are_left_ask_no_more(app):
    campaign = with_outcomes(RecipientStatus.UNCONFIRMED, (None, 1), (None, 1))

    left, again = (retries.leave_unconfirmed(campaign, "eva") for _ in range(2))

    assert (left, again) == (2, 0)
    assert retries_query.undecided(campaign.id).recipients == 0
    assert statuses(campaign) == [RecipientStatus.UNCONFIRMED] * 2
    assert campaign.status == CampaignStatus.COMPLETED
    entries = db.select(AuditEntry).filter_by(action="campaign.leave_unconfirmed")
    assert [entry.details for entry in db.session.scalars(entries)] == [{"people": 2}]


def test_who_was_left_is_not_sent_to_by_a_later_decision(app):
    campaign = with_outcomes(RecipientStatus.UNCONFIRMED, (None, 1))
    retries.leave_unconfirmed(campaign, "eva")

    assert retries.resend_unconfirmed(campaign, "eva") == 0


@pytest.mark.parametrize(
    ("decide", "action", "end"),
    [
        (
            retries.resend_unconfirmed,
            "campaign.send_unconfirmed_again",
            RecipientStatus.PENDING,
        ),
        (retries.leave_unconfirmed, "campaign.leave_unconfirmed", RecipientStatus.UNCONFIRMED),
    ],
)
def test_two_who_decide_at_once_decide_once(migrated_app, app, decide, action, end):
    campaign = with_outcomes(RecipientStatus.UNCONFIRMED, (None, 1), (None, 1))
    campaign_id, barrier, people_of = campaign.id, Barrier(2), []

    def press(who: str) -> None:
        with migrated_app.app_context():
            found = db.session.get_one(Campaign, campaign_id)
            barrier.wait()
            people_of.append(decide(found, who))
            db.session.commit()

    both = [Thread(target=press, args=(who,)) for who in ("eva", "ana")]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert sorted(people_of) == [0, 2]
    assert statuses(campaign) == [end] * 2
    entries = db.session.scalars(db.select(AuditEntry).filter_by(action=action)).all()
    assert [entry.details for entry in entries] == [{"people": 2}]
