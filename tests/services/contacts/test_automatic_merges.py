"""Two contacts that WhatsApp shows to be one person become one."""

from datetime import timedelta

import pytest

from tests.services.contacts.test_user_ids import message
from tests.support import payloads
from tests.support.factories import (
    EVERYONE,
    a_contact,
    a_contact_without_number,
    a_sender,
    an_active_campaign,
)
from tests.support.inbox import now, open_incidents, receive, recipients_of
from webapp import clock
from webapp.domain.recipients.status import RecipientStatus, SkipReason
from webapp.extensions import db
from webapp.models import Contact, QuotaUse, Recipient
from webapp.queries.contacts import timeline
from webapp.queries.operations import doctor
from webapp.services.contacts import erasure, merge, opt_outs
from webapp.services.contacts.opt_outs import ConsentSource
from webapp.services.planning import quota_ledger

S = RecipientStatus
NUMBER, OTHER_NUMBER = "+573001112233", "+573208889999"


@pytest.fixture
def both(app) -> tuple[Contact, Contact]:
    """A contact with a number, and one with a user id only."""
    return a_contact(NUMBER, "Lina"), a_contact_without_number("CO.111", "Lina M.")


def show_that_they_are_one(number: str = NUMBER) -> None:
    receive(message("hello", **{"from": number[1:], "from_user_id": "CO.111"}))


def statuses(campaign) -> list[tuple[RecipientStatus, SkipReason | None]]:
    return [(one.status, one.skip_reason) for one in recipients_of(campaign)]


def test_the_contact_with_the_number_stays_and_has_the_ids_of_both(both):
    show_that_they_are_one()

    contact = db.session.scalars(db.select(Contact)).one()
    assert (contact.phone_number, contact.user_id, contact.name) == (NUMBER, "CO.111", "Lina")
    assert contact.is_subscribed


def test_a_receipt_of_one_with_the_id_of_the_other_merges_them(both):
    campaign = an_active_campaign([NUMBER])
    [one] = recipients_of(campaign)
    one.status, one.wamid, one.accepted_at = S.SENT, "wamid.1", clock.now()
    db.session.commit()

    receive(payloads.receipt("wamid.1", "delivered", now(), user_id="CO.111"))

    assert db.session.scalars(db.select(Contact)).one().user_id == "CO.111"


@pytest.mark.parametrize("stopped", [0, 1])
def test_a_stop_of_either_wins(both, stopped):
    opt_outs.stop(both[stopped], ConsentSource.KEYWORD, "STOP", None, clock.now())
    db.session.commit()

    show_that_they_are_one()

    assert not db.session.scalars(db.select(Contact)).one().is_subscribed


def test_of_two_who_wait_in_a_campaign_one_is_skipped(both):
    campaign = an_active_campaign(0, target_audience=EVERYONE)
    db.session.commit()

    show_that_they_are_one()

    assert sorted(statuses(campaign), key=str) == [
        (S.PENDING, None),
        (S.SKIPPED, SkipReason.DUPLICATE_PERSON),
    ]
    waiting = db.session.scalars(db.select(Recipient).filter_by(status=S.PENDING)).one()
    assert waiting.contact.phone_number == waiting.phone_number == NUMBER


@pytest.mark.parametrize("sent", [0, 1])
@pytest.mark.parametrize("status", [S.SENDING, S.UNCONFIRMED, S.SENT, S.DELIVERED, S.READ])
def test_the_one_who_was_claimed_stays_and_the_other_is_skipped(both, sent, status):
    campaign = an_active_campaign(0, target_audience=EVERYONE)
    [claimed] = [one for one in recipients_of(campaign) if one.contact_id == both[sent].id]
    claimed.status, claimed.claimed_at = status, clock.now()
    address = claimed.phone_number
    db.session.commit()

    show_that_they_are_one()

    contact = db.session.scalars(db.select(Contact)).one()
    [other] = [one for one in recipients_of(campaign) if one.id != claimed.id]
    assert (claimed.status, claimed.contact_id, claimed.phone_number) == (
        status,
        contact.id,
        address,
    )
    assert (other.status, other.skip_reason) == (S.SKIPPED, SkipReason.DUPLICATE_PERSON)


def test_of_two_who_were_sent_to_both_stay_and_are_shown_with_the_contact(both):
    campaign = an_active_campaign(0, target_audience=EVERYONE)
    for one in recipients_of(campaign):
        one.status, one.claimed_at, one.wamid = S.SENT, clock.now(), f"wamid.{one.id}"
        one.accepted_at = one.claimed_at
    db.session.commit()

    show_that_they_are_one()

    contact = db.session.scalars(db.select(Contact)).one()
    assert statuses(campaign) == [(S.SENT, None)] * 2
    assert len(timeline.timeline(contact).recipients) == 2
    erasure.erase(contact, "eva")
    db.session.expire_all()
    assert all(str(one.phone_number).startswith("erased") for one in recipients_of(campaign))


def test_the_quota_counts_the_person_once_by_the_later_message(both):
    portfolio, hour = a_sender().portfolio_id, timedelta(hours=1)
    quota_ledger.write(portfolio, [both[0].id], clock.now() - 2 * hour)
    quota_ledger.write(portfolio, [both[1].id], clock.now() - hour)
    later = db.session.get_one(QuotaUse, (portfolio, both[1].id)).written_at
    db.session.commit()

    show_that_they_are_one()

    contact = db.session.scalars(db.select(Contact)).one()
    [used] = db.session.scalars(db.select(QuotaUse)).all()
    assert (used.contact_id, used.written_at) == (contact.id, later)


def test_a_failure_of_one_of_two_messages_leaves_the_person_counted(both):
    campaign = an_active_campaign(0, target_audience=EVERYONE)
    for one in recipients_of(campaign):
        one.status, one.claimed_at, one.wamid = S.SENT, clock.now(), f"wamid.{one.id}"
        one.accepted_at = one.claimed_at
        quota_ledger.write(campaign.sender.portfolio_id, [one.contact_id], clock.now())
    db.session.commit()
    show_that_they_are_one()

    first, second = recipients_of(campaign)
    receive(payloads.receipt(first.wamid, "failed", now(), code=131026))
    counted_after_one = len(db.session.scalars(db.select(QuotaUse)).all())
    receive(payloads.receipt(second.wamid, "failed", now(), code=131026))

    assert counted_after_one == 1
    assert db.session.scalars(db.select(QuotaUse)).all() == []


def test_a_twin_is_not_tried_again(both):
    campaign = an_active_campaign(0, target_audience=EVERYONE)
    for one in recipients_of(campaign):
        one.status, one.claimed_at, one.wamid = S.SENT, clock.now(), f"wamid.{one.id}"
        one.accepted_at, one.attempts = one.claimed_at, 1
    db.session.commit()
    show_that_they_are_one()
    [twin] = [one for one in recipients_of(campaign) if one.twin_contact_id]

    receive(payloads.receipt(twin.wamid, "failed", now(), code=130472))
    receive(payloads.receipt(twin.wamid, "failed", now(), code=131049))

    assert twin.status in (S.FAILED, S.SKIPPED)
    assert [found for _, found in doctor.breaches(clock.now()) if found] == []


def test_two_contacts_with_different_numbers_are_left_to_staff(both):
    both[1].phone_number, both[1].match_key = OTHER_NUMBER, OTHER_NUMBER[1:]
    db.session.commit()

    show_that_they_are_one()

    assert len(db.session.scalars(db.select(Contact)).all()) == 2
    assert open_incidents() == ["identity_conflict"]


def test_a_stop_that_names_both_counts_for_both_before_they_are_merged(both):
    both[1].phone_number, both[1].match_key = OTHER_NUMBER, OTHER_NUMBER[1:]
    db.session.commit()

    receive(message("STOP", **{"from": NUMBER[1:], "from_user_id": "CO.111"}))

    assert [one.is_subscribed for one in both] == [False, False]


def test_contacts_without_a_number_are_merged_by_their_parent_id(app):
    first = a_contact_without_number("CO.111")
    a_contact_without_number("CO.222")
    first.parent_user_id = "CO.ENT.1"
    db.session.commit()

    receive(message("hi", from_user_id="CO.222", from_parent_user_id="CO.ENT.1"))

    contact = db.session.scalars(db.select(Contact)).one()
    assert contact.parent_user_id == "CO.ENT.1"
    assert contact.user_id in ("CO.111", "CO.222")


def test_the_number_of_an_answer_to_our_request_may_belong_to_another_contact(both):
    card = {"origin": "contact_request", "phones": [{"wa_id": NUMBER[1:]}]}

    db.session.commit()
    receive(message("", from_user_id="CO.111", type="contacts", contacts=[card]))

    contact = db.session.scalars(db.select(Contact)).one()
    assert (contact.phone_number, contact.user_id) == (NUMBER, "CO.111")


def test_who_waits_after_a_merge_by_staff_is_sent_to_at_the_number_that_stays(app):
    kept, other = a_contact(NUMBER), a_contact(OTHER_NUMBER)
    campaign = an_active_campaign([OTHER_NUMBER])

    merge.merge(kept, other, "eva")

    [waiting] = recipients_of(campaign)
    assert (waiting.phone_number, waiting.contact_id) == (NUMBER, kept.id)
