"""A file of contacts, as someone takes it through its pages."""

import csv
import io
import re
from datetime import timedelta

import pytest

from jobs.import_contacts import import_contacts
from tests.factories import a_contact
from tests.page import Page, words
from webapp.domain.import_status import ImportStatus
from webapp.extensions import db
from webapp.models import Contact, ContactImport
from webapp.services import contact_imports

TEXT = "phone,name,city\n+573001112233,Ana,Lima\n4.47E+11,Ben,Leeds\n+573001112234,=1+1,\n"


@pytest.fixture
def upload(open_page, editor):
    """Hand in a file in the browser."""

    def hand_in(text, filename="people.csv"):
        content = text if isinstance(text, bytes) else text.encode()
        page = open_page("/contacts/upload")
        return page.submit("Upload", {"file": (io.BytesIO(content), filename)})

    return hand_in


def the_import():
    db.session.expire_all()
    return db.session.scalars(db.select(ContactImport)).one()


def worked(page):
    """What the page shows once a worker has done its part."""
    import_contacts(the_import().id)
    return page.follow("Look again")


def test_a_file_goes_through_its_pages_to_the_result(upload):
    page = upload(TEXT)
    assert page.heading == "What is in people.csv?"
    assert "Lima" in page.text

    page = worked(page.submit("Check the file", {"consent": "They signed a form"}))
    facts = page.facts()
    assert (page.heading, facts["Rows in the file"]) == ("Check of people.csv", "3")
    assert page.rows()[0][:2] == ["3", "4.47E+11"]
    assert "Excel has shortened this number" in page.rows()[0][2]

    page = worked(page.submit("Import 2 contacts"))
    assert "New contacts 2" in page.text
    assert db.session.scalar(db.select(db.func.count(Contact.id))) == 2

    page = worked(page.follow("Undo this import").submit("Undo the import"))
    assert "2 people taken back" in page.text
    assert db.session.scalar(db.select(db.func.count(Contact.id))) == 0


def test_the_rows_left_out_come_back_as_a_file_that_can_be_corrected(upload, editor):
    worked(upload(TEXT).submit("Check the file", {"consent": "They signed a form"}))
    answer = editor.get(f"/contacts/imports/{the_import().id}/rejected.csv")

    headings, row = csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")))
    assert headings[:4] == ["phone", "name", "city", "Row in the first file"]
    assert row[:4] == ["4.47E+11", "Ben", "Leeds", "3"]

    corrected = answer.get_data().replace(b"4.47E+11", b"+447700900001")
    kept = contact_imports.upload("again.csv", [corrected], "CO", "eva")
    assert [one["target"] for one in kept.columns[3:]] == ["nothing", "nothing"]


def test_rows_that_are_corrected_come_in_as_they_were_written(upload, editor):
    names = ["=1+1", "-Ana", "@home", "'twas", "Ana 🎉", "أحمد", 'Say "hi"; you', "Two\nlines"]
    written = io.StringIO()
    rows = ([f"+57300111{place:04}x", name, "+5"] for place, name in enumerate(names))
    csv.writer(written).writerows([["phone", "name", "points"], *rows])
    worked(upload(written.getvalue()).submit("Check the file", {"consent": "They signed a form"}))
    left_out = editor.get(f"/contacts/imports/{the_import().id}/rejected.csv").get_data()
    db.session.delete(the_import())
    db.session.commit()

    page = upload(left_out.replace(b"x,", b","))
    page = worked(page.submit("Check the file", {"consent": "They signed a form"}))
    worked(page.submit("Import 8 contacts"))

    people = db.session.execute(db.select(Contact.name, Contact.attributes).order_by(Contact.id))
    assert [tuple(one) for one in people] == [(name, {"points": "+5"}) for name in names]


def test_an_upload_sent_twice_is_kept_once(open_page):
    page = open_page("/contacts/upload")

    first, second = (
        page.submit("Upload", {"file": (io.BytesIO(TEXT.encode()), "people.csv")}) for _ in range(2)
    )

    assert first.path == second.path == f"/contacts/imports/{the_import().id}/columns"


def test_a_check_asked_for_twice_is_made_once(upload):
    page = upload(TEXT)

    first, second = (
        page.submit("Check the file", {"consent": "They signed a form"}) for _ in range(2)
    )

    assert (first.heading, second.heading) == ("people.csv", "people.csv")
    assert "Being checked" in second.text
    assert worked(second).heading == "Check of people.csv"


@pytest.mark.parametrize("step", ["start", "stop", "undo"])
def test_a_step_taken_twice_is_taken_once_and_every_page_may_be_opened_again(upload, editor, step):
    page = worked(upload(TEXT).submit("Check the file", {"consent": "They signed a form"}))
    here = page.path
    pages = [page.submit("Import 2 contacts") for _ in range(2)]
    if step != "start":
        pages = [pages[0].submit("Stop") for _ in range(2)]
    if step == "undo":
        asked = pages[0].follow("Undo this import")
        pages = [asked.submit("Undo the import") for _ in range(2)]

    assert [one.path for one in pages] == [here, here]
    assert pages[0].text == pages[1].text
    assert Page(editor, editor.get(here)).text == pages[0].text
    assert editor.get(f"{here}/columns", follow_redirects=True).request.path == here


def test_how_people_agreed_is_asked_for(upload):
    page = upload(TEXT).submit("Check the file")

    assert page.errors == ["Say how these people agreed."]
    assert the_import().status == ImportStatus.UPLOADED


def test_a_file_without_a_phone_column_asks_which_it_is(upload):
    page = upload("who,where\nAna,Lima\n")
    assert "No column is called phone_number. The columns are: who, where." in page.text

    page = page.submit("Check the file", {"consent": "They signed a form"})

    assert page.errors == ["No column is called phone_number. The columns are: who, where."]


def test_no_column_becomes_a_field_in_the_place_of_the_name(upload):
    page = upload("phone,city\n+573001112233,Lima\n").submit(
        "Check the file", {"consent": "They signed a form", "columns-1-attribute": "Name"}
    )

    assert page.errors == ["No field can be called name: choose “The name”, or call it otherwise."]


def test_two_phone_columns_must_be_decided_between(upload):
    page = upload("phone,mobile\n+573001112233,+573001112234\n").submit(
        "Check the file", {"consent": "They signed a form", "columns-1-target": "phone"}
    )

    assert page.errors == [
        "The columns “phone” and “mobile” cannot both be the phone number: choose one."
    ]


def test_a_picture_is_refused_in_plain_words(upload):
    page = upload(b"\x89PNG\r\n\x1a\n" + bytes(500))

    assert page.heading == "people.csv can't be used"
    assert "This is a picture, not a table" in page.text


def test_letters_that_look_wrong_can_be_read_in_another_way(upload):
    page = upload("phone,name\n+573001112233,Иван\n".encode("cp1251"))
    assert "Иван" not in page.text

    page = page.submit("Read it this way", {"encoding": "cp1251"})

    assert "Иван" in page.text


def test_a_file_can_be_forgotten_and_the_list_says_what_became_of_each(upload):
    page = upload(TEXT)
    assert [row[:2] for row in page.follow("Files").rows()] == [
        ["people.csv", "Waits for its columns"]
    ]

    page = page.submit("Forget this file")

    assert page.messages == ["people.csv is forgotten; nothing of it was imported."]


def test_the_fragment_leads_on_once_the_work_is_done(upload, editor):
    page = upload(TEXT).submit("Check the file", {"consent": "They signed a form"})
    fragment = f"{page.path}/progress"
    before = editor.get(fragment)
    worked(page)

    after = editor.get(fragment)

    assert "Being checked" in Page(editor, before).soup.text
    assert after.headers["HX-Redirect"] == page.path


def test_a_running_import_says_how_far_it_is_how_quick_and_how_long_it_takes(upload, editor, at):
    page = worked(upload(TEXT).submit("Check the file", {"consent": "They signed a form"}))
    now = at("2026-01-05 09:00")
    kept = the_import()
    kept.status, kept.started_at = ImportStatus.RUNNING, now - timedelta(seconds=10)
    kept.rows, kept.created, kept.updated, kept.unchanged = 1001, 300, 150, 50
    db.session.commit()

    told = words(Page(editor, editor.get(f"{page.path}/progress")).soup)

    assert "500 of 1,000 people" in told
    assert "300 created, 150 updated, 50 unchanged, 1 left out." in told
    rate, seconds = re.search(r"(\d+) a second; about (\d+) seconds are left", told).groups()
    assert 40 <= int(rate) <= 50
    assert 10 <= int(seconds) <= 13


CONSECUTIVE = "phone\n" + "".join(f"+57300111{number}\n" for number in range(2200, 2260))


def test_numbers_that_only_count_upwards_are_imported_once_someone_confirms_them(upload):
    page = worked(upload(CONSECUTIVE).submit("Check the file", {"consent": "They signed a form"}))
    assert "60 numbers in a row only count upwards." in page.text

    page = page.submit("Import 60 contacts")
    assert page.errors == ["Confirm that these are numbers of real people who agreed."]
    assert the_import().status == ImportStatus.CHECKED

    page = page.submit("Import 60 contacts", {"sure": "y"})
    assert worked(page).heading == "people.csv"
    assert db.session.scalar(db.select(db.func.count(Contact.id))) == 60


MIXED = (
    "phone,name,since\n" + "+573001112230,Nora,2026-01-01\n" * 3 + "+573001112231,Ulla,\n"
    "+573001112232,Una,\n"
    "12,Short,\n+5730011,Short,\n+573001112239,Bad,2026-02-30\n+573001112238,Wide,,extra\n"
)


@pytest.fixture
def mixed(upload):
    """The page of a file after its check: of known and unknown people, with rows to correct."""
    a_contact("+573001112231", "Ulrike")
    a_contact("+573001112232", "Una")
    return worked(upload(MIXED).submit("Check the file", {"consent": "They signed a form"}))


def test_a_check_says_what_is_to_be_corrected(mixed):
    assert [one.get_text() for one in mixed.soup.select("#rejected li")] == [
        "Fix 2 phone numbers",
        "Fix 1 value of another column",
        "Look at 1 row as a whole",
    ]


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


def test_earlier_files_are_listed_page_by_page(open_page):
    for number in range(60):
        contact_imports.upload(f"{number}.csv", [b"phone\n3001112233\n"], "CO", "eva")

    first = open_page("/contacts/imports/")
    second = first.follow("Next page")

    names = [row[0] for page in (first, second) for row in page.rows()]
    assert names == [f"{number}.csv" for number in reversed(range(60))]


def test_a_person_shows_the_files_that_named_them(upload, open_page):
    page = upload("phone,name\n+573001112233,Ana\n")
    worked(
        worked(page.submit("Check the file", {"consent": "They signed a form"})).submit(
            "Import 1 contact"
        )
    )

    ana = db.session.scalars(db.select(Contact)).one()

    assert open_page(f"/contacts/{ana.id}").follow("people.csv").heading == "people.csv"
