"""WhatsApp says "too fast", and how long to wait."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from jobs.send_batch import send_batch
from tests.jobs.test_send_batch import counts
from tests.support.small_cloud_api import accepted, refused, serving
from webapp import clock, queues
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.sending.error_policy import ErrorAction, classify
from webapp.domain.webhook.events import ProviderFault
from webapp.extensions import db
from webapp.models import Recipient, SenderStatus
from webapp.services.campaigns import daily
from webapp.services.sending import token_bucket

UNKNOWN_OBJECT = {
    "message": "Unsupported post request. Object with ID '100000000000001' does not exist, cannot "
    "be loaded due to missing permissions, or does not support this operation.",
    "type": "GraphMethodException",
    "error_subcode": 33,
}


@pytest.fixture
def send_to(app, monkeypatch):
    """Send a batch to a small Cloud API, and return the calls it received."""

    def send(respond, batch_id):
        with serving(respond) as (url, calls):
            monkeypatch.setitem(app.config, "WHATSAPP_API_URL", url)
            send_batch(batch_id)
        return calls

    return send


def first(number, answer):
    """Return an answer to the first calls, and accept the others."""
    left = [number]

    def respond(_):
        left[0] -= 1
        return answer() if left[0] >= 0 else accepted()

    return respond


def test_without_the_header_the_second_call_is_a_second_later(a_cut_campaign, send_to):
    campaign, [batch_id] = a_cut_campaign(1)

    calls = send_to(first(1, lambda: refused(130429, 429)), batch_id)

    assert counts(campaign) == {"sent": 1}
    assert calls[1].at - calls[0].at >= 1


@pytest.mark.parametrize("code", [130429, 999999])
def test_a_short_wait_holds_for_every_worker(a_cut_campaign, send_to, sender, code):
    campaign, [batch_id] = a_cut_campaign(1)
    header = {"Retry-After": "3"}

    calls = send_to(first(1, lambda: refused(code, 429, header)), batch_id)

    assert counts(campaign) == {"sent": 1}
    assert calls[1].at - calls[0].at >= 3


def test_nobody_gets_a_slot_before_a_short_wait_is_over(app, sender):
    token_bucket.hold(queues.redis(), sender.id, 3)
    token_bucket.hold(queues.redis(), sender.id, 2)

    assert 2.9 < token_bucket.reserve(queues.redis(), sender.id, 1, 1000) <= 3


def test_a_long_wait_stops_the_number_until_it_is_over(a_cut_campaign, send_to, sender):
    campaign, [batch_id] = a_cut_campaign(200)
    before = clock.now()

    calls = send_to(lambda _: refused(130429, 429, {"Retry-After": "60"}), batch_id)

    db.session.expire_all()
    assert len(calls) < 150
    assert counts(campaign) == {"pending": 200}
    assert set(db.session.scalars(select(Recipient.attempts))) == {0}
    wait = sender.slowed_until - before
    assert timedelta(seconds=60) <= wait < timedelta(seconds=75)


def test_after_the_wait_everyone_is_sent_to_once(a_cut_campaign, send_to, at):
    at("2025-10-06 09:00")
    campaign, [batch_id] = a_cut_campaign(50)
    respond = first(30, lambda: refused(130429, 429, {"Retry-After": "60"}))
    refusals = len(send_to(respond, batch_id))
    assert daily.allocate_due(clock.now()) == []

    at("2025-10-06 09:03")
    [again] = [key for taken in daily.allocate_due(clock.now()) for key in taken.batch_ids]
    db.session.commit()
    calls = send_to(lambda _: accepted(), again)

    assert counts(campaign) == {"sent": 50}
    assert (len(calls), refusals <= 50) == (50, True)


def test_a_sender_that_whatsapp_does_not_know_stops_and_people_wait(
    a_cut_campaign, send_to, sender
):
    campaign, [batch_id] = a_cut_campaign(38)

    send_to(lambda _: refused(100, **UNKNOWN_OBJECT), batch_id)

    db.session.expire_all()
    assert (campaign.status, campaign.pause_reason) == (CampaignStatus.PAUSED, PauseReason.SENDER)
    assert sender.status == SenderStatus.STOPPED
    assert counts(campaign) == {"pending": 38}
    [code] = set(db.session.scalars(select(Recipient.error_code)))
    assert classify(ProviderFault(code, "")).action == ErrorAction.STOP
    assert set(db.session.scalars(select(Recipient.attempts))) == {0}


def test_nobody_is_called_again_after_the_end_of_the_offer(a_cut_campaign, send_to, at):
    at("2025-10-06 16:00")
    offer = {"end_date": date(2025, 10, 6), "send_until": time(17), "timezone": "UTC"}
    campaign, [batch_id] = a_cut_campaign(1, **offer)

    def too_fast_at_the_end(_):
        at("2025-10-06 16:59:59")
        return refused(130429, 429, {"Retry-After": "2"})

    calls = send_to(too_fast_at_the_end, batch_id)

    assert len(calls) == 1
    assert counts(campaign) == {"pending": 1}
