"""Numbers, user ids, and people who move."""

from datetime import time

from tests.support import payloads
from tests.support.factories import a_contact, an_active_campaign, some_numbers, with_recipients
from tests.support.inbox import (
    a_sent_campaign,
    now,
    open_incidents,
    receive,
    recipients_of,
    the_contact,
)
from webapp.domain.contacts.whatsapp_ids import WhatsAppIds
from webapp.domain.recipients.status import RecipientStatus, SkipReason
from webapp.extensions import db
from webapp.models import Contact, Reply, ReplyEffect
from webapp.services.contacts import known_ids
from webapp.services.webhook import receipt_rows


def test_a_stop_that_carries_only_the_user_id_finds_its_person(app):
    campaign = a_sent_campaign(1)
    [one] = recipients_of(campaign)
    receive(payloads.receipt(one.wamid, "delivered", now(), user_id="CO.1"))

    receive(payloads.hidden(payloads.reply(one.phone_number, "STOP", now()), "CO.1"))

    assert not the_contact(one.phone_number).is_subscribed


def test_a_stop_that_comes_before_its_user_id_is_known_counts_once_it_is(app):
    campaign = a_sent_campaign(1)
    [one] = recipients_of(campaign)
    receive(payloads.hidden(payloads.reply(one.phone_number, "STOP", now()), "CO.1"))
    receive(payloads.hidden(payloads.preference(one.phone_number, "stop", now()), "CO.1"))

    receive(payloads.receipt(one.wamid, "delivered", now(), user_id="CO.1"))

    assert not the_contact(one.phone_number).is_subscribed
    assert db.session.scalars(db.select(Contact)).one().user_id == "CO.1"
    [reply] = db.session.scalars(db.select(Reply)).all()
    assert (reply.effect, reply.contact_id) == (ReplyEffect.OPTED_OUT, one.contact_id)


def test_a_reply_that_comes_before_its_user_id_is_known_is_shown_with_its_contact(app):
    campaign = a_sent_campaign(1)
    [one] = recipients_of(campaign)
    receive(payloads.hidden(payloads.reply(one.phone_number, "please stop", now()), "CO.1"))

    receive(payloads.receipt(one.wamid, "delivered", now(), user_id="CO.1"))

    [reply] = db.session.scalars(db.select(Reply)).all()
    assert (reply.effect, reply.contact_id) == (ReplyEffect.TO_REVIEW, one.contact_id)


def test_a_user_id_that_is_someone_elses_is_shown_and_not_taken(app):
    campaign = a_sent_campaign(2)
    first, second = recipients_of(campaign)
    receive(payloads.receipt(first.wamid, "delivered", now(), user_id="CO.1"))

    receive(payloads.receipt(second.wamid, "delivered", now(), user_id="CO.1"))

    assert the_contact(first.phone_number).user_id == "CO.1"
    assert the_contact(second.phone_number).user_id is None
    assert second.status == RecipientStatus.DELIVERED
    assert open_incidents() == ["identity_conflict"]


def test_the_same_id_brought_twice_at_once_for_one_person_is_no_conflict(app):
    campaign = a_sent_campaign(1)
    [one] = recipients_of(campaign)
    first, second = [receipt_rows.lock({one.id}, set()) for _ in range(2)]  # neither has it yet

    for [update] in (first, second):
        update.ids = WhatsAppIds(user_id="CO.1")
        known_ids.store({update.row.contact_id: update.new_ids})

    assert the_contact(one.phone_number).user_id == "CO.1"
    assert open_incidents() == []


def test_a_person_who_moves_takes_campaigns_and_consent_along(app):
    old, new = some_numbers(2)
    campaign = an_active_campaign([old])
    db.session.commit()

    receive(payloads.number_change(old, new, now(), "CO.2"))

    contact = db.session.scalars(db.select(Contact)).one()
    assert (contact.phone_number, contact.user_id, contact.is_subscribed) == (new, "CO.2", True)
    assert [one.phone_number for one in recipients_of(campaign)] == [new]


def test_a_number_that_changes_hands_is_not_written_to_twice_by_a_campaign(app):
    first, moved, second = some_numbers(3)
    campaign = with_recipients(a_sent_campaign([first]), [second])
    db.session.commit()

    receive(payloads.number_change(first, moved, now(), "CO.2"))
    receive(payloads.number_change(second, first, now() + 1, "CO.3"))

    assert the_contact(first).user_id == "CO.3"
    written_to, other = recipients_of(campaign)
    assert (written_to.phone_number, other.phone_number) == (first, second)
    assert (other.status, other.skip_reason) == (
        RecipientStatus.SKIPPED,
        SkipReason.DUPLICATE_PERSON,
    )


def test_a_person_who_moves_sleeps_by_the_clock_of_the_new_number(app):
    [old] = some_numbers(1)
    campaign = an_active_campaign([old], quiet_from=time(21), quiet_until=time(8))
    db.session.commit()

    receive(payloads.number_change(old, "+4915112345678", now(), "DE.2"))

    assert [one.time_zones for one in recipients_of(campaign)] == ["Europe/Berlin"]


def test_an_opt_out_moves_to_a_number_that_is_known_already(app):
    old, new = (a_contact(number) for number in some_numbers(2))
    receive(payloads.reply(old.phone_number, "STOP", now()))

    receive(payloads.number_change(old.phone_number, new.phone_number, now() + 1))

    assert not the_contact(new.phone_number).is_subscribed


def test_nobody_is_written_to_under_a_number_that_was_left(app):
    old, new = (a_contact(number) for number in some_numbers(2))
    db.session.commit()

    receive(payloads.number_change(old.phone_number, new.phone_number, now()))

    assert not the_contact(old.phone_number).is_subscribed
    assert the_contact(new.phone_number).is_subscribed
