"""People who move to another number after a message was sent to the old one."""

import pytest

from tests.support import payloads
from tests.support.factories import an_active_campaign, some_numbers
from tests.support.inbox import a_sent_campaign, now, receive, recipients_of
from webapp import clock
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Batch, Campaign
from webapp.services.campaigns import daily
from webapp.services.recipients import retries
from webapp.services.sending import claims, envelopes, outcomes
from webapp.whatsapp.outcomes import NotReached

S = RecipientStatus
PAIR_RATE = 131056


def move(campaign: Campaign, number: str) -> None:
    [one] = recipients_of(campaign)
    receive(payloads.number_change(one.phone_number, number, now()))


def drop(campaign: Campaign) -> None:
    """Have WhatsApp report that the message failed, and may be retried."""
    [one] = recipients_of(campaign)
    receive(payloads.receipt(one.wamid, "failed", now(), code=PAIR_RATE))


def press_try_again(campaign: Campaign) -> None:
    [one] = recipients_of(campaign)
    one.status, one.failed_at = S.FAILED, clock.now()
    retries.retry_failed(campaign, [None], "eva")


def press_send_again(campaign: Campaign) -> None:
    [one] = recipients_of(campaign)
    one.status = S.UNCONFIRMED
    retries.resend_unconfirmed(campaign, "eva")


@pytest.mark.parametrize("wait_again", [drop, press_try_again, press_send_again])
def test_another_try_goes_to_the_new_number(app, wait_again):
    [new] = some_numbers(1)
    campaign = a_sent_campaign(1)
    move(campaign, new)

    wait_again(campaign)

    db.session.expire_all()
    [one] = recipients_of(campaign)
    assert (one.status, one.phone_number) == (S.PENDING, new)


def test_another_try_goes_to_the_new_number_where_the_call_reached_nobody(app):
    [new] = some_numbers(1)
    campaign = an_active_campaign(1)
    [allocation] = daily.allocate_due(clock.now())
    envelope = envelopes.for_batch(db.session.get_one(Batch, allocation.batch_ids[0]))
    [claim] = claims.claim(envelope, 1)
    db.session.commit()
    move(campaign, new)

    outcomes.record(envelope, [(claim, NotReached("nobody there"))])

    db.session.expire_all()
    [one] = recipients_of(campaign)
    assert (one.status, one.phone_number) == (S.PENDING, new)
