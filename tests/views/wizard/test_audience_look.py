"""The preview of an audience, shown after each change and before it is saved."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from tests.support.factories import a_contact, a_draft
from tests.support.page import filled_in, words
from webapp.domain.contacts.consent import ConsentSource
from webapp.extensions import db
from webapp.models import Campaign
from webapp.queries.audiences import audiences
from webapp.services.contacts import subscriptions

SLEEP = db.text("SELECT pg_sleep(5)")
EVERYONE = {"match": "all", "conditions": []}
CITY = {"conditions-0-field": "attributes.city", "conditions-0-operator": "is"}


@pytest.fixture
def look(app, editor, open_page):
    """Return the script's preview after a change of the audience's form."""
    a_contact(name="Ana", city="Lima")
    a_contact(name="Luis", city="Quito")
    subscriptions.unsubscribe(a_contact(city="Lima"), ConsentSource.STAFF, "tests")
    draft = a_draft(target_audience=EVERYONE)
    page = open_page(f"/campaigns/{draft.id}/audience")
    address = page.soup.find(id="look")["hx-post"]
    form = filled_in(page.soup.find(id="audience-form"))

    def change(typed: dict[str, str]) -> str:
        answer = editor.post(address, data={**form, **typed})
        assert answer.status_code == 200
        return words(BeautifulSoup(answer.text, "html.parser"))

    return change


def test_a_rule_is_said_in_words_with_its_count_and_a_sample(look):
    told = look({"kind": "rule", **CITY, "conditions-0-value": "Lima"})

    assert "Everyone whose city is “Lima”." in told
    assert "Match the rule now 2" in told
    assert "Unsubscribed: never written to −1" in told
    assert "Can be written to 1 person" in told
    assert "Among them: Ana." in told


def test_each_exclusion_is_a_step_of_the_fall(look):
    out = {"conditions-1-field": "attributes.city", "conditions-1-operator": "is"}
    out |= {"conditions-1-value": "Quito", "conditions-1-part": "exclude"}
    begins = {"conditions-0-field": "country", "conditions-0-operator": "is", **out}

    told = look({"kind": "rule", **begins, "conditions-0-value": "CO"})

    assert "Left out: city is “Quito” −1" in told
    assert "Can be written to 1 person" in told


def test_nothing_is_saved_by_looking(look):
    look({"kind": "rule", **CITY, "conditions-0-value": "Lima"})

    db.session.expire_all()
    assert db.session.query(Campaign).one().target_audience == EVERYONE


def test_a_row_that_is_not_complete_is_waited_for(look):
    assert "Finish the condition" in look({"kind": "rule", **CITY})


def test_pasted_numbers_are_read_when_they_are_saved(look):
    assert "read when you save" in look({"kind": "numbers", "numbers": "+573001112233"})


def test_where_counting_takes_long_it_is_said_that_there_are_more(look, monkeypatch):
    monkeypatch.setattr(audiences, "COUNT_TIMEOUT", timedelta(milliseconds=20))
    monkeypatch.setattr(audiences, "LOWER_BOUND", 1)
    monkeypatch.setattr(audiences, "waterfall", lambda _: db.session.scalar(SLEEP))

    told = look({"kind": "everyone"})

    assert "More than 1 person. There are too many to count at once: save" in told
