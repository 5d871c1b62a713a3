"""Texts that keep their original parts."""

import json
import pickle

import pytest

from webapp.domain.translatable import N_, NN_, Country, Listed, Text

REASON = N_("too many messages failed")
WHY = N_("Paused because %(why)s.", why=REASON)
OF = N_("a number of %(country)s", country=Country("CO"))
PEOPLE = NN_("%(num)s person", "%(num)s people", 9517)


@pytest.mark.parametrize(
    ("text", "english"),
    [
        (N_("100 %%"), "100 %"),
        (N_("At most %(most)s letters.", most=1024), "At most 1,024 letters."),
        (N_("%(rows)s of %(file)s", rows="1024", file="100 %(x)s"), "1024 of 100 %(x)s"),
        (NN_("%(num)s person", "%(num)s people", 1), "1 person"),
        (NN_("%(num)s person", "%(num)s people", 0), "0 people"),
        (PEOPLE, "9,517 people"),
        (OF, "a number of Colombia"),
        (N_("a number of %(country)s", country=Country("??")), "a number of ??"),
        (WHY, "Paused because too many messages failed."),
        (
            N_("%(all)s", all=Listed((WHY, PEOPLE), "; ")),
            "Paused because too many messages failed.; 9,517 people",
        ),
        (N_("%(all)s", all=Listed(())), ""),
        (N_("%(rows)s of %(file)s", rows=1024), "1,024 of %(file)s"),
    ],
)
def test_programs_read_a_text_in_english(text, english):
    assert text == english
    assert json.loads(json.dumps({"message": text})) == {"message": english}


def test_an_error_s_words_are_still_the_text():
    assert isinstance(str(ValueError(WHY)), Text)


@pytest.mark.parametrize("text", [REASON, WHY, OF, PEOPLE])
def test_a_text_that_went_to_another_process_is_still_made_of_the_same(text):
    again = pickle.loads(pickle.dumps(text))

    assert again == text
    assert (again.message, again.plural, again.amount) == (text.message, text.plural, text.amount)
    assert again.values == text.values
    assert all(type(again.values[name]) is type(value) for name, value in text.values.items())
