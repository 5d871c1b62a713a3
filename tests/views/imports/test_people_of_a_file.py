"""The people of a file, in the list of contacts."""

import pytest

from tests.support.factories import a_contact
from tests.views.files import AGREED, worked
from webapp.extensions import db
from webapp.models import Contact


@pytest.mark.parametrize(
    ("words", "name"), [("New contacts 1", "Nora"), ("Updated 1", "Ulla"), ("Unchanged 1", "Una")]
)
def test_each_number_of_the_result_leads_to_its_people(mixed, words, name):
    a_contact(name="Stranger")
    page = worked(mixed.submit("Import 3 contacts"))
    assert page.links["Rows left out 4"] == "#rejected"

    people = page.follow(words)

    assert [row[1] for row in people.rows()] == [name]
    assert people.follow("people.csv").heading == "people.csv"
    assert people.submit("Find", {"search": "stranger"}).rows() == [["Nobody was found."]]


def test_all_that_match_are_those_of_the_file(mixed):
    a_contact(name="Stranger")
    page = worked(mixed.submit("Import 3 contacts")).follow("New contacts 1")

    asked = page.submit("Go on", {"whom": "all", "do": "tag"})
    done = asked.submit("Add a tag", {"words": "fair"})

    assert asked.heading == "Add a tag: 1 contact?"
    assert [row[1] for row in done.rows()] == ["Nora"]
    tagged = db.select(Contact.name).where(Contact.attributes["tags"].astext == "fair")
    assert db.session.scalars(tagged).all() == ["Nora"]


@pytest.mark.parametrize("query", ["file=x", "file=999999", "file=1&became=lost"])
def test_people_of_no_file_are_not_found(open_page, query):
    assert open_page(f"/contacts/?{query}").status == 404


def test_a_person_shows_the_files_that_named_them(upload, open_page):
    page = upload("phone,name\n+573001112233,Ana\n")
    worked(worked(page.submit("Check the file", AGREED)).submit("Import 1 contact"))

    ana = db.session.scalars(db.select(Contact)).one()

    assert open_page(f"/contacts/{ana.id}").follow("people.csv").heading == "people.csv"
