"""The rows of an audience: the operators of each field, and how they are shown again."""

from datetime import timedelta

import pytest

from tests.support.factories import a_contact, a_draft, an_active_campaign
from tests.views.drafts import ROW
from webapp import clock
from webapp.domain.audiences.audience_filter import parse
from webapp.extensions import db
from webapp.models import Audience, ContactAttribute


def test_any_of_several_rows_may_hold(open_page, people):
    rows = {
        **ROW,
        "match": "any",
        "conditions-1-field": "name",
        "conditions-1-operator": "is_not_set",
    }

    page = open_page("/audiences/new").submit("Save", {"name": "Some", **rows})

    assert page.facts()["Can be written to"] == "3 people"


def test_characters_that_no_text_can_hold_are_dropped(open_page, people):
    typed = {**ROW, "name": "In\0 Lima", "conditions-0-value": "Li\0ma"}

    page = open_page("/audiences/new").submit("Save", typed)

    assert (page.heading, page.facts()["Can be written to"]) == ("In Lima", "2 people")


def test_groups_exceptions_and_campaigns_by_name_come_back_as_they_were_chosen(open_page):
    campaign = an_active_campaign(["+573001112233"], name="Spring")
    rows = {
        "name": "Choosy",
        **ROW,
        "conditions-0-part": "1",
        "conditions-1-field": "attributes.city",
        "conditions-1-operator": "contains",
        "conditions-1-value": "Quito",
        "conditions-1-part": "1",
        "conditions-2-field": "campaigns_got",
        "conditions-2-operator": "include",
        "conditions-2-value": "Spring",
        "conditions-2-part": "exclude",
    }
    a_contact(city="Lima")

    page = open_page("/audiences/new").submit("Save", rows)

    words = "Everyone whose (city is “Lima” or city contains “Quito”), except those whose campaigns"
    assert words in page.text
    assert page.facts()["Left out: campaigns include “Spring”"] == "−0"
    stored = db.session.scalars(db.select(Audience)).one().filter
    assert stored["exclude"][0]["value"] == str(campaign.id)
    again = page.follow("Edit")
    assert again.field("conditions-2-value")["value"] == "Spring"
    assert db.session.scalars(db.select(Audience)).one().filter == stored


GOT = {
    "conditions-0-field": "campaigns_got",
    "conditions-0-operator": "include",
    "conditions-0-value": "Spring",
}


def test_a_rule_stays_with_its_campaign_when_another_takes_the_name(open_page):
    first = a_draft(name="Spring")
    open_page("/audiences/new").submit("Save", {"name": "Got it", **GOT})
    audience = db.session.scalars(db.select(Audience)).one()
    a_draft(name="Spring", created_at=clock.now() + timedelta(minutes=1))

    page = open_page(f"/audiences/{audience.id}/edit")
    page.submit("Save", {"name": "Got the first"})

    db.session.refresh(audience)
    assert audience.name == "Got the first"
    assert audience.filter["conditions"][0]["value"] == str(first.id)
    assert page.field("conditions-0-value")["value"] == str(first.id)


def test_a_rule_follows_its_campaign_to_another_name(open_page):
    campaign = a_draft(name="Spring")
    open_page("/audiences/new").submit("Save", {"name": "Got it", **GOT})
    audience = db.session.scalars(db.select(Audience)).one()
    campaign.name = "Early spring"
    db.session.flush()

    page = open_page(f"/audiences/{audience.id}/edit").submit("Save")

    assert "Everyone whose campaigns include “Early spring”." in page.text


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("campaigns_got", "No campaign is called “Spring”."),
        ("files", "No file is called “Spring”."),
    ],
)
def test_the_name_of_nothing_is_refused(open_page, field, said):
    page = open_page("/audiences/new")

    page = page.submit("Save", {"name": "Got it", **GOT, "conditions-0-field": field})

    assert page.errors == [said]


def test_a_test_that_a_field_does_not_know_is_refused_in_words(open_page):
    a_contact(city="Lima")

    page = open_page("/audiences/new").submit(
        "Save", {"name": "Odd", **ROW, "conditions-0-operator": "include"}
    )

    assert "City can be tested by “is”, “is not”" in page.errors[0]


@pytest.fixture
def kinds(app):
    """The types of values in the fields of a file."""
    kinds = {"spent": "number", "since": "date", "vip": "yes_no", "city": "text"}
    db.session.add_all(ContactAttribute(name=name, kind=kind) for name, kind in kinds.items())
    a_contact(spent="1234.50", since="2026-03-01", vip="yes")


def offered(page):
    return {
        one["value"]: one.get_text() for one in page.field("conditions-0-field").select("option")
    }


def test_fields_are_offered_with_the_kind_of_their_values(open_page, kinds):
    a_contact(shop="web")

    fields = offered(open_page("/audiences/new"))

    names = ("spent", "since", "vip", "city", "shop")
    words = ["Spent (number)", "Since (date)", "Vip (yes or no)", "City", "Shop"]
    assert [fields[f"attributes.{name}"] for name in names] == words


@pytest.mark.parametrize(
    ("field", "operator", "typed", "stored"),
    [
        ("spent", "is", "1.234,5", "1234.5"),
        ("spent", "at_least", "1,000", "1000"),
        ("vip", "is", "Sí", "yes"),
        ("since", "before", "2026-04-01", "2026-04-01"),
        ("city", "is_not", "1,000", "1,000"),
    ],
)
def test_values_are_understood_by_the_kind_of_their_field(
    open_page, kinds, field, operator, typed, stored
):
    row = dict(zip(ROW, (f"attributes.{field}", operator, typed), strict=True))

    page = open_page("/audiences/new").submit("Save", {"name": "Some", **row})

    assert page.facts()["Can be written to"] == "1 person"
    saved = db.session.scalars(db.select(Audience)).one().filter
    assert saved["conditions"][0]["value"] == stored


@pytest.mark.parametrize(
    ("field", "operator", "typed", "said"),
    [
        ("spent", "contains", "1", "Spent can be tested by “is”, “is not”, “is at least”"),
        ("since", "is", "2026-03-01", "Since can be tested by “is at most so many days ago:”"),
        ("vip", "starts_with", "y", "Vip can be tested by “is”, “is not”, “has a value”"),
        ("spent", "is", "a lot", "“a lot” is not a number."),
        ("vip", "is", "perhaps", "“perhaps” is neither yes nor no."),
    ],
)
def test_what_a_kind_of_values_cannot_be_asked_is_refused(
    open_page, kinds, field, operator, typed, said
):
    row = dict(zip(ROW, (f"attributes.{field}", operator, typed), strict=True))

    page = open_page("/audiences/new").submit("Save", {"name": "Some", **row})

    [error] = page.errors
    assert error.startswith(said)
    assert page.field("conditions-0-value")["value"] == typed


def test_a_rule_that_a_program_wrote_comes_back_as_it_was_meant(open_page):
    row = {"field": "city", "operator": "is", "value": "Lima"}
    groups = [{"match": "any", "conditions": [row, row]} for _ in range(5)]
    filter_ = {"match": "all", "conditions": [*[row] * 30, *groups]}
    audience = Audience(name="Long", filter=filter_)
    db.session.add(audience)
    db.session.flush()
    meant = str(parse(filter_))

    page = open_page(f"/audiences/{audience.id}/edit").submit("Save")

    assert page.heading == "Long"
    stored = audience.filter
    assert str(parse(stored)) == meant
    assert len(stored["conditions"]) == 35
