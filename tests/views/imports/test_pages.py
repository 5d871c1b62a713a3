"""A file of contacts, on its way through the pages."""

import io
import re
from datetime import timedelta

import pytest

from tests.support.page import Page, words
from tests.views.files import AGREED, TEXT, the_import, worked
from webapp.domain.imports.status import ImportStatus
from webapp.extensions import db
from webapp.models import Contact
from webapp.services.imports import steps


def test_a_file_goes_through_its_pages_to_the_result(upload):
    page = upload(TEXT)
    assert page.heading == "What is in people.csv?"
    assert "Lima" in page.text

    page = worked(page.submit("Check the file", AGREED))
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


def test_an_upload_sent_twice_is_kept_once(open_page):
    page = open_page("/contacts/upload")

    first, second = (
        page.submit("Upload", {"file": (io.BytesIO(TEXT.encode()), "people.csv")}) for _ in range(2)
    )

    assert first.path == second.path == f"/contacts/imports/{the_import().id}/columns"


def test_a_check_asked_for_twice_is_made_once(upload):
    page = upload(TEXT)

    first, second = (page.submit("Check the file", AGREED) for _ in range(2))

    assert (first.heading, second.heading) == ("people.csv", "people.csv")
    assert "Being checked" in second.text
    assert worked(second).heading == "Check of people.csv"


@pytest.mark.parametrize("step", ["start", "stop", "undo"])
def test_a_step_taken_twice_is_taken_once_and_every_page_may_be_opened_again(upload, editor, step):
    page = worked(upload(TEXT).submit("Check the file", AGREED))
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


def test_a_file_can_be_forgotten_and_the_list_says_what_became_of_each(upload):
    page = upload(TEXT)
    assert [row[:2] for row in page.follow("Files").rows()] == [
        ["people.csv", "Waits for its columns"]
    ]

    page = page.submit("Forget this file")

    assert page.messages == ["people.csv is forgotten; nothing of it was imported."]


def test_the_fragment_leads_on_once_the_work_is_done(upload, editor):
    page = upload(TEXT).submit("Check the file", AGREED)
    fragment = f"{page.path}/progress"
    before = editor.get(fragment)
    worked(page)

    after = editor.get(fragment)

    assert "Being checked" in Page(editor, before).soup.text
    assert after.headers["HX-Redirect"] == page.path


def test_a_running_import_says_how_far_it_is_how_quick_and_how_long_it_takes(upload, editor, at):
    page = worked(upload(TEXT).submit("Check the file", AGREED))
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
    page = worked(upload(CONSECUTIVE).submit("Check the file", AGREED))
    assert "60 numbers in a row only count upwards." in page.text

    page = page.submit("Import 60 contacts")
    assert page.errors == ["Confirm that these are numbers of real people who agreed."]
    assert the_import().status == ImportStatus.CHECKED

    page = page.submit("Import 60 contacts", {"sure": "y"})
    assert worked(page).heading == "people.csv"
    assert db.session.scalar(db.select(db.func.count(Contact.id))) == 60


def test_earlier_files_are_listed_page_by_page(open_page):
    for number in range(60):
        steps.upload(f"{number}.csv", [b"phone\n3001112233\n"], "CO", "eva")

    first = open_page("/contacts/imports/")
    second = first.follow("Next page")

    names = [row[0] for page in (first, second) for row in page.rows()]
    assert names == [f"{number}.csv" for number in reversed(range(60))]
