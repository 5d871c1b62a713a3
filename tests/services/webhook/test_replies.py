"""Messages from people, of every kind."""

import pytest

from tests.support import payloads
from tests.support.factories import a_contact, a_sender
from tests.support.inbox import now, receive, the_contact
from webapp.domain.contacts.consent import ConsentKind, ConsentSource
from webapp.domain.webhook.auto_replies import AutoReply
from webapp.domain.webhook.opt_out_meaning import Keywords
from webapp.errors import InvalidInput
from webapp.extensions import db
from webapp.models import (
    BackgroundTask,
    ConsentEvent,
    Contact,
    Reply,
    ReplyEffect,
    ServiceWindow,
    TaskKind,
)
from webapp.services.operations import settings


@pytest.fixture
def contact(app) -> Contact:
    """A subscribed contact who may write to a number of ours."""
    a_sender(phone_number_id="100000000000001")
    known = a_contact()
    db.session.commit()
    return known


def a_message(contact: Contact, kind: str, content: object, at: float = 0) -> dict:
    change = payloads.reply(contact.phone_number, "", at or now())
    [message] = change["value"]["messages"]
    del message["text"]
    message |= {"type": kind, kind: content}
    return change


STOPS = [
    ("text", {"body": "🛑 S T O P 🛑".replace(" ", "\u200b")}),
    ("text", {"body": "ＳＴＯＰ"}),
    ("text", {"body": "  إيقاف! "}),
    ("text", {"body": "STOP STOP STOP"}),
    ("image", {"id": "1", "caption": "Stop."}),
    ("button", {"payload": "optout:c42", "text": "No more"}),
    ("button", {"payload": "x", "text": "Stop promotions"}),
    (
        "interactive",
        {"type": "button_reply", "button_reply": {"id": "unsubscribe", "title": "Bye"}},
    ),
    ("interactive", {"type": "list_reply", "list_reply": {"id": "opt_out", "title": "Baja"}}),
    ("video", {"id": "1", "caption": "Parar"}),
    ("document", {"id": "1", "caption": "arrêter"}),
    (
        "edit",
        {
            "original_message_id": "wamid.1",
            "message": {"type": "text", "text": {"body": "Stop."}},
        },
    ),
]
OTHERS = [
    ("text", {"body": "I love it"}),
    ("reaction", {"message_id": "wamid.1", "emoji": "🛑"}),
    ("location", {"latitude": 1, "longitude": 2, "name": "Stop"}),
    ("sticker", {"id": "1"}),
    ("audio", {"id": "1", "voice": True}),
    ("image", {"id": "1"}),
    (
        "interactive",
        {"type": "nfm_reply", "nfm_reply": {"body": "Sent", "response_json": "{}", "name": "flow"}},
    ),
    ("contacts", [{"name": "Stop"}]),
    ("order", {"text": "cancel"}),
    ("unsupported", {"type": "poll"}),
    ("revoke", {"original_message_id": "wamid.1"}),
    ("hologram", {"body": "stop?"}),
]


@pytest.mark.parametrize(("kind", "content"), STOPS)
def test_a_stop_in_any_form_stops(contact, kind, content):
    receive(a_message(contact, kind, content))

    assert not the_contact(contact.phone_number).is_subscribed


@pytest.mark.parametrize(("kind", "content"), OTHERS)
def test_anything_else_is_kept_and_stops_nobody(contact, kind, content):
    receive(a_message(contact, kind, content))

    assert db.session.scalars(db.select(Reply.kind)).one() == kind
    assert the_contact(contact.phone_number).is_subscribed


@pytest.mark.parametrize("text", ["please stop sending", "stop it", "can you stop this"])
def test_nearly_a_stop_waits_for_a_person(contact, text):
    receive(payloads.reply(contact.phone_number, text, now()))

    assert db.session.scalars(db.select(Reply.effect)).one() == ReplyEffect.TO_REVIEW


def test_a_later_start_wins_though_it_comes_first(contact):
    receive(payloads.reply(contact.phone_number, "START", now() - 10))

    receive(payloads.reply(contact.phone_number, "STOP", now() - 20))

    assert the_contact(contact.phone_number).is_subscribed


def test_a_file_that_is_imported_after_a_stop_lifts_nothing(contact):
    receive(payloads.reply(contact.phone_number, "STOP", now()))

    a_contact(contact.phone_number)

    assert not the_contact(contact.phone_number).is_subscribed


def test_a_stop_that_comes_late_counts_though_the_person_is_new(contact):
    receive(payloads.reply(contact.phone_number, "STOP", now() - 3 * 24 * 3600))

    assert not the_contact(contact.phone_number).is_subscribed


@pytest.mark.parametrize(
    ("kind", "content", "source", "words"),
    [
        ("text", {"body": "Stop!"}, ConsentSource.KEYWORD, "Stop!"),
        ("button", {"payload": "optout:c42", "text": "No more"}, ConsentSource.BUTTON, "No more"),
        ("button", {"payload": "optout:c42"}, ConsentSource.BUTTON, "optout:c42"),
    ],
)
def test_what_was_said_is_kept_with_the_stop(contact, kind, content, source, words):
    receive(a_message(contact, kind, content))

    told = db.select(ConsentEvent.source, ConsentEvent.words)
    assert db.session.execute(told.filter_by(kind=ConsentKind.OPT_OUT)).one() == (source, words)


def test_words_that_are_set_count_in_place_of_the_usual_ones(contact):
    settings.set_keywords("en", Keywords(("begone",), ("welcome",)), "tests")

    receive(payloads.reply(contact.phone_number, "Begone!", now()))

    assert not the_contact(contact.phone_number).is_subscribed


def test_a_language_without_a_way_out_is_refused(app):
    with pytest.raises(InvalidInput):
        settings.set_keywords("en", Keywords((" ", "🛑"), ()), "tests")


def test_a_message_opens_the_service_window_for_a_day(contact):
    receive(payloads.reply(contact.phone_number, "Hi", now()))

    window = db.session.scalars(db.select(ServiceWindow)).one()
    assert abs(window.open_until.timestamp() - now() - 24 * 3600) < 5


def answers() -> list[str | None]:
    return list(db.session.scalars(db.select(Reply.auto_reply).order_by(Reply.id)))


def test_a_stop_is_confirmed_once(contact):
    receive(payloads.reply(contact.phone_number, "STOP", now()))
    receive(payloads.reply(contact.phone_number, "STOP", now()))

    assert [bool(answer) for answer in answers()] == [True, False]
    kinds = db.session.scalars(db.select(BackgroundTask.kind)).all()
    assert kinds == [TaskKind.AUTO_REPLY]


def test_a_keyword_is_answered_and_not_again_at_once(contact):
    settings.set_auto_replies([AutoReply(("hours", "opening hours"), "9 to 5")], "tests")

    for text in ("Hours?", "opening hours", "What are your hours?"):
        receive(payloads.reply(contact.phone_number, text, now()))

    assert answers() == ["9 to 5", None, None]
