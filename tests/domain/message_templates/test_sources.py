"""Where the values of a campaign's variables come from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.message_templates.rendering import Variable
from webapp.domain.message_templates.sources import (
    Attribute,
    InvalidValues,
    Text,
    dump,
    parse,
    value_for,
)
from webapp.domain.message_templates.value_texts import BLANKS, one_line

CITY = Variable("city", "body", "City")
NUMBERED = Variable("1", "body", "Text 1")
IMAGE = Variable("header.image", "header", "Header image")


@pytest.mark.parametrize(
    ("written", "source"),
    [
        ("Bogotá", Text("Bogotá")),
        (" Bogotá ", Text("Bogotá")),
        ("{{town}}", Attribute("town")),
        ("{{ town }}", Attribute("town")),
        ({"text": "{{town}}"}, Text("{{town}}")),
        ({"attribute": "town"}, Attribute("town")),
        ({"attribute": "town", "fallback": "your town"}, Attribute("town", "your town")),
        ({"attribute": "town", "fallback": " "}, Attribute("town")),
        ({"attribute": "town", "fallback": "\u200b"}, Attribute("town")),
        ({"attribute": "town", "fallback": "your\u2028 town"}, Attribute("town", "your town")),
        ("a\u2028b\u2029c\u0085d", Text("a b c d")),
        ({"text": "a\nb"}, Text("a b")),
        ("", Attribute("city")),
        (None, Attribute("city")),
    ],
)
def test_a_value_is_a_text_or_an_attribute(written, source):
    assert parse({"city": written}, [CITY]) == {"city": source}


def test_a_named_variable_left_out_takes_the_attribute_of_its_name():
    assert parse({}, [CITY]) == {"city": Attribute("city")}


def test_a_numbered_variable_left_out_has_no_source():
    assert parse({"1": "a"}, [NUMBERED, IMAGE]) == {"1": Text("a")}


@pytest.mark.parametrize(
    ("mapping", "field", "fault"),
    [
        ({"1": 5, "header.image": "1"}, "1", "Text 1 needs a text, "),
        ({"1": "in {{town}}", "header.image": "1"}, "1", "{{town}} has to stand alone."),
        ({"1": {}, "header.image": "1"}, "1", "Text 1 needs a text, "),
        ({"1": {"text": " "}, "header.image": "1"}, "1", "Text 1 needs a text."),
        ({"1": {"text": "\u200b"}, "header.image": "1"}, "1", "Text 1 needs a text."),
        ({"1": {"attribute": 3}, "header.image": "1"}, "1", "needs the name of an attribute."),
        ({"1": {"attribute": "a", "fallback": 3}, "header.image": "1"}, "1", "as its fallback."),
        ({"1": {"attribute": "a", "text": "b"}, "header.image": "1"}, "1", "needs a text, "),
        ({"1": "a", "header.image": "1", "2": "b"}, "2", "The template has no variable 2."),
    ],
)
def test_every_fault_is_said_at_its_variable(mapping, field, fault):
    with pytest.raises(InvalidValues) as raised:
        parse(mapping, [NUMBERED, IMAGE])

    assert list(raised.value.fields) == [field]
    assert fault in raised.value.fields[field]


@pytest.mark.parametrize(
    ("source", "value"),
    [
        (Text("Hi"), "Hi"),
        (Attribute("name", "friend"), "Ana"),
        (Attribute("city", "your town"), "Santa Marta"),
        (Attribute("points"), "7"),
        (Attribute("blank", "your town"), "your town"),
        (Attribute("missing", "your town"), "your town"),
        (Attribute("missing"), None),
        (Attribute("blank"), None),
    ],
)
def test_each_contact_has_its_own_value(source, value):
    attributes = {"city": "Santa\n  Marta ", "points": 7, "blank": " ", "name": "not this"}

    assert value_for(source, "Ana", attributes) == value


def test_a_contact_without_a_name_gets_the_fallback():
    assert value_for(Attribute("name", "friend"), "", {}) == "friend"


WORDS = st.text(min_size=1).map(one_line).filter(bool)
SOURCES = st.builds(Text, WORDS) | st.builds(Attribute, WORDS, st.none() | WORDS)


@given(SOURCES)
def test_what_is_kept_reads_back_the_same(source):
    assert parse(dump({"city": source}), [CITY]) == {"city": source}


def test_every_blank_is_known():
    assert sorted(BLANKS) == [one for one in map(chr, range(0x110000)) if not one.split()]
