"""Keywords, automatic replies, forwarding, and the retention of webhooks."""

import pytest

from tests.support import payloads
from tests.support.factories import a_contact
from tests.support.inbox import now, receive
from webapp.domain.webhook.auto_replies import AutoReply
from webapp.extensions import db
from webapp.models import Setting
from webapp.queries.operations import settings as stored
from webapp.services.operations import settings


@pytest.fixture
def open_settings(open_page, admin):
    """Open a page of the settings as an administrator."""
    return lambda address: open_page(f"/settings/{address}", admin)


@pytest.mark.parametrize("path", ["keywords", "keywords/es", "answers", "forwarding", "retention"])
def test_they_are_for_administrators(open_page, editor, client, path):
    assert open_page(f"/settings/{path}", editor).status == 403
    assert open_page(f"/settings/{path}", client).heading == "Sign in"


def test_the_keywords_of_every_language_are_shown(open_settings):
    rows = {row[0]: row[1:] for row in open_settings("keywords").rows()}

    assert "darme de baja" in rows["Spanish"][0]
    assert "alta" in rows["Spanish"][1]
    assert rows["Spanish"][2].startswith("No recibirá")
    assert "बंद करो" in rows["Hindi"][0]


def test_words_that_are_set_hold_from_the_next_message_on(open_settings):
    contact = a_contact("+573001112233")
    page = open_settings("keywords").follow("Change Spanish")
    typed = {"out": "stop\nno gracias\n\n no gracias ", "back": "alta", "confirmation": "Listo."}

    page = page.submit("Save the words", typed)
    receive(payloads.reply("+573001112233", "¡No, gracias!", now()))

    assert page.messages == ["The words are saved; they hold for the next message."]
    row = next(row for row in page.rows() if row[0] == "Spanish")
    assert row[1:4] == ["stop, no gracias", "alta", "Listo."]
    assert stored.keywords_by_language()["es"].out == ("stop", "no gracias")
    assert not contact.is_subscribed


def test_a_language_is_added(open_settings):
    page = open_settings("keywords").submit("Add the language", {"code": "pl"})
    page = page.submit("Save the words", {"out": "koniec"})

    assert next(row for row in page.rows() if row[0] == "Polish")[1] == "koniec"


@pytest.mark.parametrize("code", ["", "xx", "en_GB", "Spanish", "../x"])
def test_what_is_no_language_is_refused(open_settings, code):
    page = open_settings("keywords").submit("Add the language", {"code": code})

    assert page.errors
    assert page.field("code").get("value", "") == code


def test_words_of_no_language_are_not_found(open_settings):
    assert open_settings("keywords/xx").status == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"out": ""}, "Give at least one word for STOP."),
        ({"out": "!!!"}, "Give at least one word for STOP."),
        ({"out": "stop", "back": "Stop!"}, "These mean STOP and START at once: stop."),
        ({"confirmation": "x" * 5000}, "Field cannot be longer than 4096 characters."),
    ],
)
def test_words_that_make_no_sense_are_refused(open_settings, typed, said):
    page = open_settings("keywords/es").submit("Save the words", typed)

    assert page.errors == [said]
    assert db.session.scalars(db.select(Setting)).all() == []


def test_an_empty_answer_to_a_stop_means_none(open_settings):
    open_settings("keywords/es").submit("Save the words", {"confirmation": ""})

    assert stored.stop_confirmations() == {"es": ""}


def test_answers_are_set_changed_and_taken_back(open_settings):
    first = {"answers-0-keywords": "hours, opening hours", "answers-0-text": "9 to 5"}
    page = open_settings("answers").submit("Save the answers", first)
    assert page.messages == ["The answers are saved."]
    assert stored.auto_replies() == [AutoReply(("hours", "opening hours"), "9 to 5")]

    more = {"answers-0-text": "8 to 4", "answers-1-keywords": "price", "answers-1-text": "10"}
    page = page.submit("Save the answers", more)
    assert [one.text for one in stored.auto_replies()] == ["8 to 4", "10"]

    page.submit("Save the answers", {"answers-0-keywords": "", "answers-0-text": ""})
    assert stored.auto_replies() == [AutoReply(("price",), "10")]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"answers-0-keywords": "hours"}, "Give an answer for these words."),
        ({"answers-0-text": "9 to 5"}, "Give a word for this answer."),
        ({"answers-0-text": "9 to 5", "answers-0-keywords": "!?"}, "Give a word for this answer."),
    ],
)
def test_half_an_answer_is_refused(open_settings, typed, said):
    page = open_settings("answers").submit("Save the answers", typed)

    assert page.errors == [said]
    assert stored.auto_replies() == []


def test_messages_are_passed_on_and_the_secret_is_kept_to_itself(open_settings):
    typed = {"url": "https://crm.example/hook", "secret": "sesame"}

    page = open_settings("forwarding").submit("Save", typed)
    again = page.submit("Save", {"url": "https://crm.example/other"})

    assert page.messages == ["It is saved; it holds for the next message."]
    assert "A secret is set" in again.text
    assert "sesame" not in str(again.soup)
    assert "sesame" not in str(db.session.scalars(db.select(Setting.value)).one())
    assert stored.forwarding() == stored.Forwarding("https://crm.example/other", "sesame")


def test_nothing_is_passed_on_any_more(open_settings, app):
    settings.set_forwarding("https://crm.example/hook", "sesame", "tests")

    open_settings("forwarding").submit("Save", {"url": ""})

    assert stored.forwarding() is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"url": "crm.example"}, "Enter an address that begins with https://."),
        ({"url": "ftp://crm.example"}, "Enter an address that begins with https://."),
        ({"url": "https://[crm"}, "Enter an address that begins with https://."),
        ({"url": "https://crm.example:port/"}, "Enter an address that begins with https://."),
        ({"url": "http://crm.example"}, "Enter an address that begins with https://."),
        *(
            (
                {"url": f"https://{host}/", "secret": "s"},
                "This address is in a private network. Enter a public one.",
            )
            for host in ("127.0.0.1:6379", "127.1", "10.0.0.1", "169.254.169.254", "[::1]", "0")
        ),
        (
            {"url": "https://me:pass@crm.example/", "secret": "s"},
            "Enter the address without a user name or password.",
        ),
        ({"url": "https://crm.example"}, "Give what to sign with."),
    ],
)
def test_where_nothing_can_be_passed_on_to_is_refused(open_settings, typed, said):
    page = open_settings("forwarding").submit("Save", typed)

    assert page.errors == [said]
    assert stored.forwarding() is None


def test_webhooks_are_kept_for_as_long_as_is_set(open_settings):
    page = open_settings("webhook").follow("How long webhooks are kept")
    page = page.submit("Save", {"days": "90"})

    assert page.messages == ["It is saved."]
    assert stored.retention_days() == 90


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("7", "Keep them for 8 days at least."),
        ("", "Enter a number of days."),
        ("soon", "Enter a number from 1 to 3,650."),
        ("9" * 12, "Enter a number from 1 to 3,650."),
    ],
)
def test_webhooks_are_kept_for_as_long_as_whatsapp_may_repeat_them(open_settings, typed, said):
    page = open_settings("retention").submit("Save", {"days": typed})

    assert said in page.errors
    assert stored.retention_days() == 30
