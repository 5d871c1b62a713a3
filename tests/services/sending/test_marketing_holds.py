"""Nobody whom WhatsApp spared a marketing message gets one from any campaign for 24 hours."""

from datetime import time, timedelta

import pytest

from jobs.recover_claims import recover_claims
from tests.support import payloads
from tests.support.factories import a_sender, a_template, an_active_campaign
from tests.support.inbox import a_sent_campaign, now, receive, recipients_of, the_contact
from webapp import clock
from webapp.domain.recipients.status import RecipientStatus
from webapp.domain.webhook.events import ProviderFault
from webapp.extensions import db
from webapp.models import Batch, BatchStatus, Campaign, MarketingHold, Recipient
from webapp.queries.planning import waiting
from webapp.queries.planning.constraints import ConstraintKind
from webapp.services.campaigns import daily
from webapp.services.contacts import merge
from webapp.services.planning import batches
from webapp.services.sending import claims, envelopes, outcomes
from webapp.whatsapp.outcomes import Refused

ANA, EVA = "+573001112233", "+573001112234"
MONDAY, HALF_AN_HOUR_EARLY, TUESDAY = "2025-10-06 09:00", "2025-10-07 08:30", "2025-10-07 09:01"
S = RecipientStatus


def refuse_by_receipt(numbers: list[str]) -> None:
    """Send to the people, and let WhatsApp fail their messages by a receipt."""
    for recipient in recipients_of(a_sent_campaign(numbers)):
        receive(payloads.receipt(recipient.wamid, "failed", now(), code=131049))


def refuse_in_the_response(numbers: list[str]) -> None:
    """Send to the people, and let WhatsApp refuse the calls."""
    campaign = an_active_campaign(numbers)
    allocated(campaign)
    envelope = envelopes.for_batch(batch_of(campaign))
    claimed = claims.claim(envelope, 10)
    refused = Refused(ProviderFault(131049, "Held back"))
    outcomes.record(envelope, [(claim, refused) for claim in claimed])
    db.session.commit()


def allocated(campaign: Campaign) -> list[str]:
    """Return the numbers of the campaign that are queued after an allocation."""
    daily.allocate_due(clock.now())
    db.session.expire_all()
    return [each.phone_number for each in recipients_of(campaign) if each.status == S.QUEUED]


def batch_of(campaign: Campaign) -> Batch:
    queued = db.select(Batch).filter_by(campaign_id=campaign.id, status=BatchStatus.QUEUED)
    return db.session.scalars(queued).one()


@pytest.mark.parametrize("refuse", [refuse_by_receipt, refuse_in_the_response])
def test_no_campaign_of_any_portfolio_writes_before_a_day_has_passed(app, at, refuse):
    at(MONDAY)
    refuse([ANA])
    other = an_active_campaign([ANA, EVA], sender=a_sender())

    assert allocated(other) == [EVA]
    at(HALF_AN_HOUR_EARLY)
    assert allocated(other) == [EVA]
    at(TUESDAY)
    assert allocated(other) == [ANA, EVA]


def test_those_who_wait_take_no_place(app, at):
    at(MONDAY)
    refuse_by_receipt([ANA])
    sender = a_sender(messaging_limit=1)
    other = an_active_campaign([ANA, EVA], sender=sender, daily_send_limit=1)

    assert allocated(other) == [EVA]


def test_with_quiet_hours_they_wait_too(app, at):
    at("2025-10-06 15:00")
    refuse_by_receipt([ANA])
    options = {"quiet_from": time(21), "quiet_until": time(8)}
    other = an_active_campaign([ANA, EVA], **options)

    assert allocated(other) == [EVA]


@pytest.mark.parametrize("category", ["UTILITY", "AUTHENTICATION"])
def test_what_is_not_marketing_goes_out(app, at, category):
    at(MONDAY)
    refuse_by_receipt([ANA])
    sender = a_sender()
    other = an_active_campaign(
        [ANA], sender=sender, message_template=a_template(sender, category=category)
    )

    assert allocated(other) == [ANA]
    assert len(claims.claim(envelopes.for_batch(batch_of(other)), 10)) == 1


def test_who_was_queued_before_the_refusal_is_not_claimed_and_waits_again(app, at):
    at(MONDAY)
    other = an_active_campaign([ANA, EVA], sender=a_sender())
    assert allocated(other) == [ANA, EVA]
    refuse_by_receipt([ANA])
    batch = batch_of(other)

    claimed = claims.claim(envelopes.for_batch(batch), 10)
    batches.close(batch)

    db.session.expire_all()
    ana, eva = recipients_of(other)
    assert [claim.recipient_id for claim in claimed] == [eva.id]
    assert (ana.status, ana.batch_id, eva.status) == (S.PENDING, None, S.SENDING)
    assert batch_of(other).batch_size == 1


def test_a_refusal_of_an_earlier_attempt_holds_too(app, at):
    at(MONDAY)
    [recipient] = recipients_of(a_sent_campaign([ANA]))
    receive(
        payloads.receipt("wamid.earlier", "failed", now(), f"{recipient.id}.{'x' * 36}", 131049)
    )

    assert db.session.get(MarketingHold, recipient.contact_id)


def test_another_code_holds_nobody(app, at):
    at(MONDAY)
    [recipient] = recipients_of(a_sent_campaign([ANA]))
    receive(payloads.receipt(recipient.wamid, "failed", now(), code=131026))

    assert allocated(an_active_campaign([ANA], sender=a_sender())) == [ANA]


@pytest.mark.parametrize(("numbers", "is_everyone"), [([ANA], True), ([ANA, EVA], False)])
def test_the_campaign_says_why_they_wait(app, at, numbers, is_everyone):
    at(MONDAY)
    refuse_by_receipt([ANA])
    other = an_active_campaign(numbers, sender=a_sender())

    (constraint,) = waiting.constraints_for(other, len(numbers), clock.now())

    assert (constraint.kind, constraint.amount) == (ConstraintKind.MARKETING_HOLD, 1)
    assert constraint.holds_everyone == is_everyone
    assert timedelta(hours=23) < constraint.ends_at - clock.now() <= timedelta(hours=24)


def test_a_campaign_of_later_hours_keeps_no_quota_free_for_them(app, at):
    at(MONDAY)
    refuse_by_receipt([ANA])
    sender = a_sender(messaging_limit=1)
    an_active_campaign([ANA], sender=sender, priority=1, window_opens=time(14))
    now_open = an_active_campaign([EVA], sender=sender, priority=5)

    assert allocated(now_open) == [EVA]


def test_the_hold_goes_with_the_person_when_two_contacts_are_one(app, at):
    at(MONDAY)
    refuse_by_receipt([ANA])
    other = an_active_campaign([EVA], sender=a_sender())

    merge.merge(the_contact(EVA), the_contact(ANA), "eva")

    assert allocated(other) == []


def test_holds_that_are_over_are_deleted(app, at):
    at(MONDAY)
    refuse_by_receipt([ANA])
    at(TUESDAY)

    recover_claims()

    assert db.session.query(MarketingHold).count() == 0
    assert db.session.query(Recipient).count() == 1
