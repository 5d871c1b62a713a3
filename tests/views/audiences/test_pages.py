"""Saved audiences."""

from tests.support.background import run_due_tasks
from tests.views.drafts import LIMA, ROW
from webapp.extensions import db
from webapp.models import Audience, AuditEntry
from webapp.queries.audiences import audiences
from webapp.queries.contacts import lists


def test_no_audience_yet(open_page):
    assert open_page("/audiences/").rows()[0][0].startswith("No audience is saved yet.")


def test_an_audience_is_saved_and_told_in_words_and_numbers(open_page, people):
    page = open_page("/audiences/new").submit("Save", {"name": "In Lima", **ROW})

    assert (page.heading, page.messages) == ("In Lima", ["The audience In Lima is saved."])
    assert "Everyone whose city is “Lima”." in page.text
    assert page.facts() == {
        "Match the rule now": "3",
        "Unsubscribed: never written to": "−1",
        "Can be written to": "2 people",
    }
    assert [row[1] for row in page.rows()] == ["Luis", "Ana"]


def test_an_audience_without_a_name_is_refused_and_keeps_its_rows(open_page, people):
    page = open_page("/audiences/new").submit("Save", ROW)

    assert page.errors == ["Give the audience a name."]
    assert page.field("conditions-0-value")["value"] == "Lima"


def test_the_same_audience_sent_twice_is_saved_once(open_page, people):
    page = open_page("/audiences/new")

    first, second = (page.submit("Save", {"name": "In Lima", **ROW}) for _ in range(2))

    assert first.path == second.path
    assert db.session.query(Audience).count() == 1
    assert db.session.query(AuditEntry).filter_by(action="audience.create").count() == 1


def test_a_name_that_is_taken_is_refused(open_page, people):
    open_page("/audiences/new").submit("Save", {"name": "In Lima", **ROW})

    page = open_page("/audiences/new").submit("Save", {"name": "In Lima"})

    assert page.errors == ["Another audience has this name: choose a different one."]


def test_an_audience_keeps_its_name_where_another_has_the_new_one(open_page, people):
    for name in ("In Lima", "In Quito"):
        page = open_page("/audiences/new").submit("Save", {"name": name, **ROW})

    page = page.follow("Edit").submit("Save", {"name": "In Lima", "conditions-0-value": "Cusco"})

    assert page.errors == ["Another audience has this name: choose a different one."]
    assert (page.heading, page.field("name")["value"]) == ("Edit In Quito", "In Lima")
    assert page.field("conditions-0-value")["value"] == "Cusco"
    kept = db.session.query(Audience).filter_by(filter=LIMA)
    assert {one.name for one in kept} == {"In Lima", "In Quito"}


def test_an_audience_is_changed_and_deleted(open_page, people):
    page = open_page("/audiences/new").submit("Save", {"name": "In Lima", **ROW})

    page = page.follow("Edit").submit("Save", {"name": "Quito", "conditions-0-value": "Quito"})
    assert page.facts()["Can be written to"] == "1 person"
    question = page.follow("Delete")
    first, second = (question.submit("Delete the audience") for _ in range(2))

    assert first.messages == ["The audience Quito is deleted."]
    assert second.heading == "Audiences"
    assert db.session.query(Audience).count() == 0


def test_many_people_are_counted_by_a_worker(open_page, people, monkeypatch):
    monkeypatch.setattr(lists, "MANY_CONTACTS", 0)
    monkeypatch.setattr(audiences, "LOWER_BOUND", 1)
    audience = Audience(name="Everybody", filter={"match": "all", "conditions": []})
    db.session.add(audience)
    db.session.commit()
    page = open_page(f"/audiences/{audience.id}")
    assert "More than 1 person. The people are being counted … Look again" in page.text

    run_due_tasks()

    page = page.follow("Look again")
    assert page.facts()["Can be written to"] == "3 people"
    assert "Counted at" in page.text
