"""People whose number WhatsApp hides: found by user id, and by the ids before and after."""

from typing import Any

import pytest

from tests.support import payloads
from tests.support.factories import a_contact, a_contact_without_number
from tests.support.inbox import a_sent_campaign, now, receive, recipients_of
from webapp.extensions import db
from webapp.models import Contact, Reply, ReplyEffect, WebhookEvent
from webapp.queries.contacts.former_identities import contact_by_user_id
from webapp.services.contacts import erasure, known_ids
from webapp.services.webhook import reply_reviews

NUMBER = "+573001112233"


def message(text: str, at: float | None = None, **keys: Any) -> dict[str, Any]:
    """Return a text, from whatever the keys say."""
    change = payloads.reply(NUMBER, text, at or now())
    [item] = change["value"]["messages"]
    del item["from"]
    item |= keys
    return change


def change(kind: str, at: float | None = None, sender: dict[str, str] | None = None, **system: str):
    """Return WhatsApp's notice of a new identity."""
    notice = payloads.number_change(NUMBER, NUMBER, at or now())
    [item] = notice["value"]["messages"]
    del item["from"]
    item |= sender or {}
    item["system"] = {"type": kind, "body": "..."} | system
    return notice


def id_change(old: str, new: str, **system: str) -> dict[str, Any]:
    return change("user_changed_user_id", previous_user_id=old, user_id=new, **system)


def the_only_contact() -> Contact:
    return db.session.scalars(db.select(Contact)).one()


def a_known_contact(user_id: str = "CO.111") -> Contact:
    """Return a contact with a number, whose user id a message has shown."""
    contact = a_contact(NUMBER)
    db.session.commit()
    receive(message("hello", now() - 60, **{"from": NUMBER[1:], "from_user_id": user_id}))
    return contact


@pytest.mark.parametrize("by", ["receipt", "message"])
def test_the_id_that_came_last_with_the_number_replaces_the_one_before(app, by):
    campaign = a_sent_campaign([NUMBER])
    [one] = recipients_of(campaign)
    receive(payloads.receipt(one.wamid, "delivered", now() - 60, user_id="CO.111"))

    if by == "receipt":
        receive(payloads.receipt(one.wamid, "read", now(), user_id="CO.222"))
    else:
        receive(message("hello", **{"from": NUMBER[1:], "from_user_id": "CO.222"}))

    assert the_only_contact().user_id == "CO.222"
    assert contact_by_user_id("CO.111") is contact_by_user_id("CO.222") is the_only_contact()


@pytest.mark.parametrize("user_id", ["CO.111", "CO.222"])
def test_a_stop_by_either_id_of_a_number_counts(app, user_id):
    a_known_contact("CO.111")
    receive(message("hello", **{"from": NUMBER[1:], "from_user_id": "CO.222"}))

    receive(message("STOP", from_user_id=user_id))

    assert not the_only_contact().is_subscribed


def test_a_late_receipt_with_an_older_id_does_not_bring_it_back(app):
    campaign = a_sent_campaign([NUMBER])
    [one] = recipients_of(campaign)
    receive(payloads.receipt(one.wamid, "read", now(), user_id="CO.222"))

    receive(payloads.receipt(one.wamid, "delivered", now() - 60, user_id="CO.111"))

    assert the_only_contact().user_id == "CO.222"
    assert contact_by_user_id("CO.111") is the_only_contact()


@pytest.mark.parametrize("sender", [{}, {"from_user_id": "CO.111"}, {"from_user_id": "CO.222"}])
def test_a_changed_user_id_is_followed_without_a_sender(app, sender):
    a_known_contact("CO.111")
    notice = change(
        "user_changed_user_id", sender=sender, previous_user_id="CO.111", user_id="CO.222"
    )

    receive(notice)
    receive(notice)

    contact = the_only_contact()
    assert (contact.phone_number, contact.user_id, contact.is_subscribed) == (
        NUMBER,
        "CO.222",
        True,
    )
    assert contact_by_user_id("CO.111") is contact
    assert db.session.scalars(db.select(WebhookEvent.fault)).all() == [None] * 2


def test_a_changed_parent_id_is_followed_too(app):
    contact = a_contact_without_number("CO.111")
    contact.parent_user_id = "CO.ENT.1"
    db.session.commit()

    receive(
        id_change("CO.111", "CO.222", previous_parent_user_id="CO.ENT.1", parent_user_id="CO.ENT.9")
    )

    assert (contact.user_id, contact.parent_user_id) == ("CO.222", "CO.ENT.9")
    assert contact_by_user_id("CO.ENT.1") is contact


@pytest.mark.parametrize("stop_first", [True, False])
def test_a_stop_in_the_same_batch_as_the_change_counts_in_either_order(app, stop_first):
    a_known_contact("CO.111")
    notice, stop = id_change("CO.111", "CO.222"), message("STOP", from_user_id="CO.222")

    receive(*((stop, notice) if stop_first else (notice, stop)))

    contact = the_only_contact()
    assert (contact.phone_number, contact.is_subscribed) == (NUMBER, False)


def test_a_change_that_comes_before_the_old_id_is_known_is_applied_once_it_is(app):
    campaign = a_sent_campaign([NUMBER])
    [one] = recipients_of(campaign)
    learnt = payloads.receipt(one.wamid, "delivered", now() - 60, user_id="CO.111")

    receive(id_change("CO.111", "CO.222"), message("STOP", from_user_id="CO.222"), learnt)

    contact = the_only_contact()
    assert (contact.user_id, contact.is_subscribed) == ("CO.222", False)


@pytest.mark.parametrize(
    ("sender", "system"),
    [
        ({}, {"previous_user_id": "CO.111", "user_id": "CO.222"}),
        ({"from_user_id": "CO.111"}, {"user_id": "CO.222"}),
        ({"from_user_id": "CO.111"}, {}),
    ],
)
def test_a_changed_number_is_followed_by_the_user_id(app, sender, system):
    contact = a_known_contact("CO.111")

    receive(change("user_changed_number", sender=sender, wa_id="573208889999", **system))

    assert the_only_contact() is contact
    assert (contact.phone_number, contact.user_id) == ("+573208889999", system.get("user_id"))
    assert contact_by_user_id("CO.111") is contact


def test_a_changed_number_gives_its_number_to_one_who_had_none(app):
    contact = a_contact_without_number("CO.111")
    db.session.commit()

    receive(change("user_changed_number", previous_user_id="CO.111", wa_id="573208889999"))

    assert (contact.phone_number, contact.user_id) == ("+573208889999", None)
    assert contact_by_user_id("CO.111") is contact


def test_a_changed_number_of_one_who_unsubscribed_stays_unsubscribed(app):
    contact = a_known_contact("CO.111")
    receive(message("STOP", from_user_id="CO.111"))

    receive(change("user_changed_number", previous_user_id="CO.111", wa_id="573208889999"))

    assert (contact.phone_number, contact.is_subscribed) == ("+573208889999", False)


def test_a_number_change_between_two_contacts_moves_the_user_ids(app):
    old, new = a_known_contact("CO.111"), a_contact("+573208889999")
    db.session.commit()

    receive(change("user_changed_number", previous_user_id="CO.111", wa_id="573208889999"))

    assert (old.user_id, old.is_subscribed) == (None, False)
    assert contact_by_user_id("CO.111") is new


@pytest.mark.parametrize("key", ["user_id", "parent_user_id"])
def test_a_message_without_a_sender_is_of_the_only_contact_in_the_body(app, key):
    contact = a_contact_without_number("CO.333")
    contact.parent_user_id = "CO.ENT.3"
    db.session.commit()
    stop = message("STOP")
    stop["value"]["contacts"] = [{key: getattr(contact, key)}]

    receive(stop)

    assert not contact.is_subscribed


def test_a_message_that_could_be_of_two_contacts_waits_for_staff(app):
    contacts = [a_contact_without_number(user_id) for user_id in ("CO.333", "CO.444")]
    db.session.commit()
    stop = message("STOP")
    stop["value"]["contacts"] = [{"user_id": one.user_id} for one in contacts]

    receive(stop)

    [reply] = db.session.scalars(db.select(Reply)).all()
    assert (reply.effect, reply.contact_id) == (ReplyEffect.TO_REVIEW, None)
    assert all(one.is_subscribed for one in contacts)


def test_a_stop_of_an_unknown_user_id_makes_an_unsubscribed_contact(app):
    stop = message("STOP", from_user_id="CO.333")
    stop["value"]["contacts"] = [
        {"user_id": "CO.333", "profile": {"name": "Lina", "username": "@lina"}}
    ]

    receive(stop)

    contact = the_only_contact()
    assert (contact.user_id, contact.name, contact.username) == ("CO.333", "Lina", "lina")
    assert (contact.country, contact.is_subscribed) == ("CO", False)


def test_any_other_message_of_an_unknown_user_id_makes_no_contact(app):
    receive(message("where is my parcel?", from_user_id="CO.333"))

    assert db.session.scalars(db.select(Contact)).all() == []


def test_a_near_stop_of_an_unknown_user_id_can_be_made_a_stop(app):
    receive(message("please stop this", from_user_id="CO.333"))
    [reply] = db.session.scalars(db.select(Reply)).all()

    reply_reviews.unsubscribe(reply, "eva")

    contact = the_only_contact()
    assert (contact.user_id, contact.is_subscribed) == ("CO.333", False)
    assert reply.contact_id == contact.id


def test_a_stop_without_any_id_that_quotes_our_message_is_of_its_recipient(app):
    campaign = a_sent_campaign([NUMBER])
    [one] = recipients_of(campaign)

    receive(message("STOP", from_user_id="CO.333", context={"id": one.wamid}))

    contact = the_only_contact()
    assert (contact.user_id, contact.is_subscribed) == ("CO.333", False)


def test_a_receipt_by_user_id_only_stores_what_it_says_of_the_contact(app):
    campaign = a_sent_campaign([NUMBER])
    [one] = recipients_of(campaign)
    receipt = payloads.receipt(one.wamid, "delivered", now(), user_id="CO.111")
    receipt["value"]["statuses"][0]["recipient_parent_user_id"] = "CO.ENT.1"
    receipt["value"]["contacts"] = [{"user_id": "CO.111", "profile": {"username": "@lina"}}]

    receive(receipt)

    contact = the_only_contact()
    assert (contact.user_id, contact.parent_user_id, contact.username) == (
        "CO.111",
        "CO.ENT.1",
        "lina",
    )


def test_an_answer_to_our_request_adds_the_number(app):
    contact = a_contact_without_number("CO.111")
    db.session.commit()
    card = {
        "origin": "contact_request",
        "phones": [{"phone": "+57 300 1112233", "wa_id": "573001112233", "type": "CELL"}],
    }

    receive(message("", from_user_id="CO.111", type="contacts", contacts=[card]))

    assert (contact.phone_number, contact.user_id) == (NUMBER, "CO.111")


def test_the_card_of_somebody_else_adds_no_number(app):
    contact = a_contact_without_number("CO.111")
    db.session.commit()
    card = {"origin": "other", "phones": [{"phone": "+57 300 1112233", "wa_id": "573001112233"}]}

    receive(message("", from_user_id="CO.111", type="contacts", contacts=[card]))

    assert contact.phone_number is None


@pytest.mark.parametrize("former", [False, True])
def test_one_who_was_erased_by_user_id_is_not_made_a_contact_by_a_stop(app, former):
    contact = a_contact_without_number("CO.111")
    if former:
        receive(id_change("CO.111", "CO.222"))
    erasure.erase(contact, "eva")
    db.session.commit()

    receive(message("STOP", from_user_id="CO.111"))

    assert db.session.scalars(db.select(Contact)).all() == []
    assert db.session.scalars(db.select(Reply.effect)).all() == [ReplyEffect.OPTED_OUT]


def test_one_who_was_erased_by_user_id_comes_back_by_a_start(app):
    erasure.erase(a_contact_without_number("CO.111"), "eva")
    db.session.commit()

    receive(message("START", from_user_id="CO.111"))

    assert the_only_contact().is_subscribed


def test_an_erased_user_id_stands_nowhere_any_more(app):
    contact = a_contact_without_number("CO.7001234567")
    receive(
        id_change("CO.7001234567", "CO.7007654321"), message("hi", from_user_id="CO.7007654321")
    )

    erasure.erase(contact, "eva")
    db.session.commit()

    for table in ("contacts", "former_identities", "replies", "consent_events"):
        rows = db.session.execute(db.text(f"SELECT {table}::text FROM {table}")).scalars().all()
        assert not [row for row in rows if "700" in row]


def test_ids_of_many_contacts_are_stored_together(app):
    first, second = (a_contact() for _ in range(2))
    db.session.commit()
    ids = {
        first.id: known_ids.WhatsAppIds(user_id="CO.1"),
        second.id: known_ids.WhatsAppIds(user_id="CO.2"),
    }

    known_ids.store(ids)

    db.session.expire_all()
    assert [one.user_id for one in (first, second)] == ["CO.1", "CO.2"]
