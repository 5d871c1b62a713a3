"""Message templates, and replies."""

from typing import Any

import pytest

from tests.support.factories import a_contact, a_sender, a_template, an_active_campaign
from webapp import clock
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Recipient, Reply, ReplyEffect

ANA = "+573001112233"
UNSUBSCRIBE = "Unsubscribe who wrote: don't send me this"
KEEP = "Keep subscribed: don't send me this"


def a_reply(text: str, effect: ReplyEffect, **given: Any) -> Reply:
    reply = Reply(
        wamid=f"wamid.{text}",
        kind="text",
        text=text,
        effect=effect,
        received_at=clock.now(),
        **given,
    )
    db.session.add(reply)
    db.session.flush()
    return reply


def test_templates_show_status_quality_and_category(open_page):
    sender = a_sender()
    a_template(sender, name="offer", quality="GREEN")
    a_template(sender, name="paused", status="PAUSED", quality="RED")
    a_template(sender, name="strange", status="IN_APPEAL")

    rows = {row[0].split()[0]: row[2:5] for row in open_page("/templates/").rows()}

    assert rows == {
        "offer": ["Approved", "High", "Marketing"],
        "paused": ["Paused by WhatsApp", "Low", "Marketing"],
        "strange": ["In appeal", "Not rated yet", "Marketing"],
    }


def test_templates_are_found_by_name_words_status_and_category(open_page):
    sender = a_sender()
    a_template(sender, name="offer", components=[{"type": "BODY", "text": "Half the price"}])
    a_template(sender, name="code", category="AUTHENTICATION")
    a_template(sender, name="old", status="PAUSED")

    def names(query: str) -> list[str]:
        return [row[0].split()[0] for row in open_page(f"/templates/?{query}").rows()]

    assert names("search=PRICE") == ["offer"]
    assert names("search=off") == ["offer"]
    assert names("status=PAUSED") == ["old"]
    assert names("category=AUTHENTICATION") == ["code"]
    assert open_page("/templates/?search=nothing").rows() == [["No template is like that."]]
    assert "Paused by WhatsApp 1" in open_page("/templates/").links


def test_a_template_tells_where_it_is_used(open_page):
    campaign = an_active_campaign(1, name="Spring")

    row = open_page("/templates/").rows()[0]
    page = open_page(f"/templates/{campaign.message_template_id}")

    assert row[-2] == "1"
    assert page.rows("Campaigns with this template") == [["Spring", "Sending"]]
    assert page.follow("Spring").heading == "Spring"
    unused = a_template(campaign.sender)
    page = open_page(f"/templates/{unused.id}")
    assert page.rows("Campaigns with this template") == [["No campaign uses this template."]]


def test_a_template_is_shown_with_its_gaps(open_page):
    template = a_template(a_sender(), name="offer")

    page = open_page("/templates/").follow("offer")

    assert page.path == f"/templates/{template.id}"
    assert "Hello {{first_name}}" in page.text
    assert page.rows("Variables") == [["First name", "–"]]


def test_a_sync_brings_what_whatsapp_has_and_says_how_many(open_page, simulator):
    page = open_page("/templates/").submit("Sync now")

    [told] = page.messages
    assert told.startswith("Acme Shop")
    assert told.endswith(f" {len(page.rows())} templates are as WhatsApp has them now.")


def test_a_sync_that_fails_says_why_and_asks_the_other_senders(open_page, simulator):
    a_sender(phone_number_id="1")

    page = open_page("/templates/").submit("Sync now")

    assert "WhatsApp did not answer as it should. WhatsApp:" in page.messages[0]
    assert page.messages[1].endswith("as WhatsApp has them now.")


def test_without_a_sender_there_is_nobody_to_ask(open_page, app, monkeypatch):
    monkeypatch.setitem(app.config, "WHATSAPP_PHONE_NUMBER_ID", "")

    page = open_page("/templates/").submit("Sync now")

    assert page.messages == ["No sender is connected, so there is nobody to ask for templates."]


def test_replies_show_who_wrote_what_and_what_it_did(open_page):
    campaign = an_active_campaign([ANA], name="Spring")
    contact = db.session.scalars(db.select(Recipient)).one().contact
    a_reply("STOP", ReplyEffect.OPTED_OUT, contact_id=contact.id, campaign_id=campaign.id)
    a_reply("Who are you?", ReplyEffect.NOTHING, sender_phone="573009998877")

    rows = open_page("/replies/").rows()

    assert rows[0][:4] == ["+57 300 9998877", "Who are you?", "–", "Nothing"]
    assert rows[1][:4] == ["+57 300 1112233", "STOP", "Spring", "Unsubscribed the person"]


def test_nothing_waits_for_a_decision(open_page):
    page = open_page("/replies/").follow("Waiting for your decision 0")

    assert page.rows() == [["Nothing waits for your decision."]]


def test_a_near_stop_can_be_taken_for_one_and_only_once(open_page):
    an_active_campaign([ANA])
    contact = db.session.scalars(db.select(Recipient)).one().contact
    a_reply("don't send me this", ReplyEffect.TO_REVIEW, contact_id=contact.id)
    page = open_page("/replies/?effect=to_review")

    first, second = page.submit(UNSUBSCRIBE), page.submit(UNSUBSCRIBE)

    assert first.messages == ["The person is unsubscribed."]
    assert second.messages == ["This reply has been decided on already."]
    assert not contact.is_subscribed
    assert db.session.scalars(db.select(Recipient)).one().status == RecipientStatus.SKIPPED


def test_a_near_stop_can_be_left(open_page):
    contact = a_contact(ANA)
    a_reply("don't send me this", ReplyEffect.TO_REVIEW, contact_id=contact.id)

    page = open_page("/replies/?effect=to_review").submit(KEEP)

    assert page.messages == ["The person stays subscribed."]
    assert contact.is_subscribed


def test_a_stranger_who_wrote_a_near_stop_is_remembered_as_unsubscribed(open_page):
    reply = a_reply("don't send me this", ReplyEffect.TO_REVIEW, sender_phone="573009998877")

    open_page("/replies/?effect=to_review").submit(UNSUBSCRIBE)

    db.session.expire_all()
    assert reply.effect == ReplyEffect.OPTED_OUT
    assert open_page("/contacts/?search=%2B573009998877").rows()[0][3] == "Unsubscribed"


@pytest.mark.parametrize(
    ("sender", "shown"),
    [
        ({"user_id": "CO.70011223344", "sender_name": "Lina"}, "Lina"),
        ({"user_id": "CO.70011223344", "sender_name": "@lina"}, "@lina"),
        ({"user_id": "CO.70011223344"}, "CO…3344"),
        ({}, "Unknown person"),
    ],
)
def test_a_stranger_without_a_number_is_shown_by_what_is_known(open_page, sender, shown):
    a_reply("please stop", ReplyEffect.TO_REVIEW, **sender)

    assert open_page("/replies/").rows()[0][0] == shown
    assert shown in open_page("/").text


def test_a_stranger_without_a_number_can_be_unsubscribed(open_page):
    reply = a_reply("don't send me this", ReplyEffect.TO_REVIEW, user_id="CO.70011223344")

    page = open_page("/replies/?effect=to_review").submit(UNSUBSCRIBE)

    db.session.expire_all()
    assert page.messages == ["The person is unsubscribed."]
    assert not reply.contact.is_subscribed
    assert open_page("/replies/").rows()[0][0] == "CO…3344"


def test_nobody_is_unsubscribed_if_whatsapp_names_no_sender(open_page):
    reply = a_reply("don't send me this", ReplyEffect.TO_REVIEW)

    page = open_page("/replies/?effect=to_review").submit(UNSUBSCRIBE)

    db.session.expire_all()
    assert page.messages[0].startswith("WhatsApp did not say who wrote this")
    assert reply.effect == ReplyEffect.TO_REVIEW
