"""Messages stored by a reason code: they can be shown for any stored value."""

import json
import pickle
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.messages import SENTENCES, Message, coded, dumped, joined, loaded, of_error
from webapp.domain.translatable import N_, NN_, Country

MOVED = coded("contacts.number_changed", old="573001119901", new="573001119902")
STOPPED = coded("contacts.stopped_in_whatsapp")


@pytest.fixture(autouse=True)
def _sentences(monkeypatch):
    """Set a sentence for each kind of parameter."""
    monkeypatch.setitem(SENTENCES, "test.people", NN_("%(num)s person", "%(num)s people"))
    monkeypatch.setitem(SENTENCES, "test.any", N_("It is %(value)s, 100 %%."))


def the_same(message: Message, other: Message) -> bool:
    """Return whether the texts are equal, with the parts of a translation."""
    return (message, message.code, message.values) == (other, other.code, other.values)


@pytest.mark.parametrize(
    ("value", "english"),
    [
        (1024, "1,024"),
        (1.5, "1.5"),
        ("1024", "1024"),
        (Country("CO"), "Colombia"),
        (date(2025, 10, 5), "2025-10-05"),
        (STOPPED, "Stopped offers and announcements in WhatsApp"),
    ],
)
def test_a_message_that_was_stored_is_still_made_of_the_same(value, english):
    message = coded("test.any", value=value)

    again = loaded(json.loads(json.dumps(dumped(message))))

    assert message == f"It is {english}, 100 %."
    assert the_same(again, message)
    assert type(again.values["value"]) is type(value)


def test_messages_are_counted_and_joined():
    people = coded("test.people", num=9517)
    message = joined([MOVED, people], "; ")

    assert message == "Changed number from +573001119901 to +573001119902; 9,517 people"
    assert coded("test.people", num=1) == "1 person"
    assert joined([]) == ""
    assert the_same(loaded(dumped(message)), message)
    assert the_same(pickle.loads(pickle.dumps(message)), message)


def test_a_parameter_that_the_sentence_needs_no_longer_is_left_out():
    stored = {"code": "test.any", "params": {"value": "late", "why": {"newer": 1}}}

    assert loaded(stored) == "It is late, 100 %."


@pytest.mark.parametrize(
    "stored",
    [
        {"code": "of.a.newer.version", "params": {}},
        {"code": "contacts.number_changed", "params": {"old": "1"}},
        {"code": "contacts.number_changed", "params": {"old": None, "new": []}},
        {"code": "contacts.number_changed"},
        {"code": "test.people", "params": {"num": "many"}},
        {"code": "test.any", "params": {"value": {"country": 7}}},
        {"code": "test.any", "params": {"value": {"date": "yesterday"}}},
        {"code": ["contacts.number_changed"], "params": {}},
        {"code": "%(-)30000000s stop", "params": {"-": ""}},
        {"text": "please stop", "many": "", "amount": 1, "values": []},
        ["a"],
        "a",
        7,
    ],
    ids=str,
)
def test_what_is_no_message_that_we_know_is_shown_with_its_code(stored):
    code = stored.get("code") if isinstance(stored, dict) else stored

    assert loaded(stored) == f"No explanation is known for “{code}”."


def test_an_unknown_message_within_another_spoils_nothing_else():
    stored = {"code": "test.any", "params": {"value": {"code": "newer", "params": {}}}}

    assert loaded(stored) == "It is No explanation is known for “newer”., 100 %."


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=5) | st.text())
def test_a_value_is_never_read_as_a_text_of_ours(value):
    message = coded("contacts.number_changed", old=str(value), new='{"code": "joined"} %(old)s')

    again = loaded(json.loads(json.dumps(dumped(message))))

    assert again.values["new"] == '{"code": "joined"} %(old)s'
    assert again.endswith('to +{"code": "joined"} %(old)s')


def test_what_postgresql_cannot_store_is_left_out_of_a_value():
    assert dumped(coded("test.any", value="a\0b\ud800"))["params"] == {"value": "ab?"}


def test_a_text_without_a_code_is_a_value_of_a_message():
    assert dumped(coded("test.any", value=N_("late")))["params"] == {"value": "late"}
    assert the_same(of_error(MOVED), MOVED)
    assert dumped(of_error(N_("It is late."))) == {
        "code": "operations.said",
        "params": {"text": "It is late."},
    }


def test_a_code_wants_what_its_sentence_needs():
    with pytest.raises(LookupError):
        coded("contacts.number_changed", old="1")
    with pytest.raises(LookupError):
        coded("nobody.knows_it")
