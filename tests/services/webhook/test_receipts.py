"""Effects of receipts other than changing a recipient's state."""

from datetime import date, timedelta

import pytest

from jobs.drain_webhook_events import drain_webhook_events
from jobs.end_undelivered import end_undelivered
from tests.support import payloads
from tests.support.factories import an_active_campaign
from tests.support.inbox import a_sent_campaign, now, receive, recipients_of, the_contact
from webapp import clock
from webapp.domain.campaigns.status import PauseReason
from webapp.domain.recipients.status import RecipientStatus, SkipReason
from webapp.extensions import db
from webapp.models import Batch, ParkedReceipt, WebhookEvent
from webapp.queries.campaigns import statistics
from webapp.services.campaigns import daily
from webapp.services.message_templates import sync
from webapp.services.recipients import retries
from webapp.services.sending import claims, envelopes, outcomes
from webapp.whatsapp.outcomes import Accepted

S = RecipientStatus


def test_a_receipt_that_was_quicker_than_the_answer_waits_for_it(app, at):
    at("2025-10-05 09:00")
    campaign = an_active_campaign(1)
    [one] = recipients_of(campaign)
    db.session.commit()
    receive(payloads.receipt("wamid.early", "delivered", now()))

    one.status, one.wamid = S.SENT, "wamid.early"
    db.session.commit()
    at("2025-10-05 09:01")
    drain_webhook_events()

    db.session.expire_all()
    assert one.status == S.DELIVERED
    assert db.session.query(ParkedReceipt).count() == 0


def test_a_receipt_for_nobodys_message_is_given_up_and_counted(app, at):
    at("2025-10-05 09:00")
    receive(payloads.receipt("wamid.alien", "read", now()))

    for minute in ("09:10", "09:30", "10:30"):
        at(f"2025-10-05 {minute}")
        drain_webhook_events()

    parked = db.session.scalars(db.select(ParkedReceipt)).one()
    assert parked.given_up_at
    assert db.session.scalars(db.select(WebhookEvent.fault)).all() == [None]


def test_a_message_is_charged_once_and_only_when_delivered(app):
    campaign = a_sent_campaign(2)
    first, second = recipients_of(campaign)

    for state in ("sent", "delivered", "read"):
        receive(payloads.receipt(first.wamid, state, now(), priced=state != "read"))
    receive(payloads.receipt(second.wamid, "sent", now(), priced=True))

    assert [day.billed for day in statistics.by_day([campaign.id])] == [1]
    assert (second.pricing_type, second.pricing_category) == ("regular", "marketing")


def test_receipts_say_by_which_way_marketing_went(app):
    campaign = a_sent_campaign(3)
    lite, fallback, utility = recipients_of(campaign)
    ways = {lite: "marketing_lite", fallback: "marketing", utility: "utility"}

    for status in ("sent", "delivered"):
        for recipient, category in ways.items():
            pricing = {"billable": True, "type": "regular", "category": category}
            receive(payloads.receipt(recipient.wamid, status, now(), pricing=pricing))

    days = statistics.by_day([campaign.id])
    assert [(day.by_marketing_api, day.by_cloud_api) for day in days] == [(1, 1)]


def test_the_pricing_of_each_status_is_stored_as_it_came(app):
    [recipient] = recipients_of(a_sent_campaign(1))
    sent = {"billable": True, "pricing_model": "PMP", "type": "regular", "category": "marketing"}
    delivered = sent | {"subtype": "paid_exempt", "new": [1, {"é": None}]}

    receive(payloads.receipt(recipient.wamid, "delivered", now(), pricing=delivered))
    receive(payloads.receipt(recipient.wamid, "sent", now(), pricing=sent))
    receive(payloads.receipt(recipient.wamid, "read", now()))

    db.session.expire_all()
    assert recipient.pricing == {"sent": sent, "delivered": delivered}


def test_a_category_without_a_type_is_stored(app):
    [recipient] = recipients_of(a_sent_campaign(1))

    receive(payloads.receipt(recipient.wamid, "sent", now(), pricing={"category": "marketing"}))

    db.session.expire_all()
    assert recipient.pricing_category == "marketing"


@pytest.mark.parametrize(("billable", "kind"), [(True, "regular"), (False, "free"), (None, None)])
def test_pricing_of_the_older_model_says_whether_it_is_charged(app, billable, kind):
    [recipient] = recipients_of(a_sent_campaign(1))
    pricing = {"billable": billable, "pricing_model": "CBP", "category": "marketing"}

    receive(payloads.receipt(recipient.wamid, "sent", now(), pricing=pricing))

    db.session.expire_all()
    assert (recipient.pricing_type, recipient.pricing_category) == (kind, "marketing")


def test_a_failure_that_is_told_twice_is_noted_once(app):
    [one] = recipients_of(a_sent_campaign(1))

    for seconds in (1, 2):  # a different body each time
        receive(payloads.receipt(one.wamid, "failed", now() + seconds, code=131026))

    db.session.expire_all()
    assert (one.status, len(one.history)) == (S.FAILED, 1)


def test_the_day_counts_in_the_zone_of_the_campaign_when_it_happened(app, at):
    at("2025-10-05 12:00")
    campaign = a_sent_campaign(1, timezone="America/Lima")
    [one] = recipients_of(campaign)
    evening = clock.now().replace(hour=4) + timedelta(days=1)  # still the 5th in Lima
    at("2025-10-09 12:00")

    receive(payloads.receipt(one.wamid, "delivered", evening.timestamp()))

    [day] = statistics.by_day([campaign.id])
    assert (day.day.day, day.delivered) == (5, 1)


def test_a_late_delivery_of_an_earlier_attempt_counts(app):
    campaign = a_sent_campaign(1)
    [one] = recipients_of(campaign)
    earlier = f"{one.id}.00000000-0000-0000-0000-999999999999"

    receive(payloads.receipt("wamid.earlier", "delivered", now(), earlier))

    assert one.status == S.DELIVERED
    assert one.wamid == f"wamid.{one.id}"


def test_a_late_delivery_tells_the_id_of_the_message_where_another_is_being_sent(app):
    campaign = a_sent_campaign(1)
    [one] = recipients_of(campaign)
    one.status, one.wamid = S.SENDING, None
    db.session.commit()
    earlier = f"{one.id}.00000000-0000-0000-0000-999999999999"

    receive(payloads.receipt("wamid.earlier", "delivered", now(), earlier))

    assert (one.status, one.wamid) == (S.DELIVERED, "wamid.earlier")


def test_a_late_failure_of_an_earlier_attempt_changes_nothing(app):
    campaign = a_sent_campaign(1)
    [one] = recipients_of(campaign)
    earlier = f"{one.id}.00000000-0000-0000-0000-999999999999"

    receive(payloads.receipt("wamid.earlier", "failed", now(), earlier, code=131026))

    assert one.status == S.SENT


def test_a_held_message_that_is_dropped_waits_and_pauses_its_template(app):
    campaign = a_sent_campaign(1)
    [one] = recipients_of(campaign)

    receive(payloads.receipt(one.wamid, "failed", now(), code=132015))

    assert (one.status, one.attempts) == (S.PENDING, 0)
    assert campaign.pause_reason == PauseReason.TEMPLATE


def test_a_failed_person_who_opted_out_meanwhile_does_not_wait_for_another_try(app):
    campaign = a_sent_campaign(1)
    [one] = recipients_of(campaign)
    receive(payloads.reply(one.phone_number, "STOP", now()))

    receive(payloads.receipt(one.wamid, "failed", now(), code=131049))

    assert (one.status, one.skip_reason) == (S.SKIPPED, SkipReason.OPTED_OUT)


def test_stopped_in_whatsapp_is_an_opt_out(app):
    campaign = a_sent_campaign(1)
    [one] = recipients_of(campaign)

    receive(payloads.receipt(one.wamid, "failed", now(), code=131050))

    assert not the_contact(one.phone_number).is_subscribed


def test_who_came_back_since_stays_though_the_stop_is_told_late(app, at):
    at("2025-10-05 12:00")
    campaign = a_sent_campaign(1)
    [one] = recipients_of(campaign)
    stopped_at = now()
    at("2025-10-05 13:00")
    receive(payloads.preference(one.phone_number, "resume", now()))

    receive(payloads.receipt(one.wamid, "failed", stopped_at, code=131050))

    assert the_contact(one.phone_number).is_subscribed


def test_what_is_not_delivered_in_thirty_days_has_failed(app, at):
    at("2025-09-01 12:00")
    campaign = a_sent_campaign(2)
    first, second = recipients_of(campaign)
    receive(payloads.receipt(first.wamid, "delivered", now()))
    at("2025-10-03 12:00")

    end_undelivered()

    db.session.expire_all()
    assert (first.status, second.status) == (S.DELIVERED, S.FAILED)
    assert second.failed_at.day == 1  # of October, thirty days after


def test_an_undelivered_message_that_is_sent_again_has_all_its_time_once_more(app, at):
    at("2025-09-01 12:00")
    campaign = a_sent_campaign(1)
    [one] = recipients_of(campaign)
    at("2025-10-03 12:00")
    end_undelivered()
    retries.retry_failed(campaign, [None], "eva")
    [allocation] = daily.allocate_due(clock.now())
    envelope = envelopes.for_batch(db.session.get_one(Batch, allocation.batch_ids[0]))
    [claim] = claims.claim(envelope, 1)
    outcomes.record(envelope, [(claim, Accepted("wamid.again"))])
    db.session.commit()

    end_undelivered()

    db.session.expire_all()
    assert (one.status, one.accepted_at.date()) == (S.SENT, date(2025, 10, 3))


@pytest.mark.parametrize(
    ("told", "words"), [(43_200, "12 hours"), (-1, "30 days"), (None, "30 days"), ("x", "30 days")]
)
def test_a_template_may_give_whatsapp_less_time(app, at, told, words):
    at("2025-09-01 12:00")
    campaign = a_sent_campaign(1)
    [one] = recipients_of(campaign)
    template = campaign.message_template
    described = {"name": template.name, "language": template.language, "status": "APPROVED"}
    listed = [described | {"message_send_ttl_seconds": told}]
    sync.store(campaign.sender.waba_id, listed, clock.now(), is_complete=True)
    db.session.commit()

    at("2025-09-03 12:00")
    end_undelivered()
    db.session.expire_all()
    early = one.status
    at("2025-10-03 12:00")
    end_undelivered()

    db.session.expire_all()
    assert early == (S.FAILED if told == 43_200 else S.SENT)
    assert one.status == S.FAILED
    assert one.error_reason.endswith(f"within {words}.")


def test_a_code_larger_than_any_of_theirs_is_noted_without_it(app):
    campaign = a_sent_campaign(1)
    [one] = recipients_of(campaign)

    receive(payloads.receipt(one.wamid, "failed", now(), code=10**20))

    assert one.error_code is None
    assert one.error_details == f"Error {10**20}"
