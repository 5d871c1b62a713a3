"""The rows of a file that were left out: the reasons, and their import after a correction."""

import csv
import io

from tests.support.factories import a_user
from tests.support.page import visit
from tests.views.conftest import sign_in
from tests.views.files import AGREED, TEXT, the_import, worked
from webapp.extensions import db
from webapp.models import Contact, Role
from webapp.services.imports import steps


def test_a_check_says_what_is_to_be_corrected(mixed):
    assert [one.get_text() for one in mixed.soup.select("#rejected li")] == [
        "Fix 2 phone numbers",
        "Fix 1 value of another column",
        "Look at 1 row as a whole",
    ]


def test_the_rows_left_out_come_back_as_a_file_that_can_be_corrected(upload, editor):
    worked(upload(TEXT).submit("Check the file", AGREED))
    answer = editor.get(f"/contacts/imports/{the_import().id}/rejected.csv")

    headings, row = csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")))
    assert headings[:4] == ["phone", "name", "city", "Row in the first file"]
    assert row[:4] == ["4.47E+11", "Ben", "Leeds", "3"]

    corrected = answer.get_data().replace(b"4.47E+11", b"+447700900001")
    kept = steps.upload("again.csv", [corrected], "CO", "eva")
    assert [one["target"] for one in kept.columns[3:]] == ["nothing", "nothing"]


def test_rows_that_are_corrected_come_in_as_they_were_written(upload, editor):
    names = ["=1+1", "-Ana", "@home", "'twas", "Ana 🎉", "أحمد", 'Say "hi"; you', "Two\nlines"]
    written = io.StringIO()
    rows = ([f"+57300111{place:04}x", name, "+5"] for place, name in enumerate(names))
    csv.writer(written).writerows([["phone", "name", "points"], *rows])
    worked(upload(written.getvalue()).submit("Check the file", AGREED))
    left_out = editor.get(f"/contacts/imports/{the_import().id}/rejected.csv").get_data()
    db.session.delete(the_import())
    db.session.commit()

    page = upload(left_out.replace(b"x,", b","))
    page = worked(page.submit("Check the file", AGREED))
    worked(page.submit("Import 8 contacts"))

    people = db.session.execute(db.select(Contact.name, Contact.attributes).order_by(Contact.id))
    assert [tuple(one) for one in people] == [(name, {"points": "+5"}) for name in names]


def test_rows_that_are_wrong_once_more_come_back_once_more(upload, editor):
    content, numbers = "name,phone\nAna,12\nEva,13,more\nZoe,14\n", (b"12", b"13", b"15")
    for number in numbers:
        worked(upload(content).submit("Check the file", AGREED))
        answer = editor.get(f"/contacts/imports/{the_import().id}/rejected.csv").get_data()
        content = answer.replace(number, b"+5730011122" + number)
        db.session.delete(the_import())
        db.session.commit()

    headings, *rows = csv.reader(io.StringIO(answer.decode("utf-8-sig")))

    assert headings == ["name", "phone", "Row in the first file", "Why it was left out"]
    assert [row[:-1] for row in rows] == [
        ["Eva", "'+573001112213", "more", "3"],
        ["Zoe", "14", "4"],
    ]


def test_the_reason_names_the_country_in_the_reader_s_language(upload, app):
    page = upload("phone,name\n111 222 3333,Eva\n")
    worked(page.submit("Check the file", AGREED | {"country": "DE"}))
    reader = a_user(Role.EDITOR)
    reader.language = "es"

    page = visit(sign_in(app, reader), f"/contacts/imports/{the_import().id}")

    assert "111 222 3333 no es un número en uso en Alemania" in page.text


def test_the_rows_of_a_file_with_semicolons_come_back_with_semicolons(upload, editor):
    worked(upload("phone;name;spent\n12;Ana;3,50\n").submit("Check the file", AGREED))

    answer = editor.get(f"/contacts/imports/{the_import().id}/rejected.csv").get_data()

    headings, row = csv.reader(io.StringIO(answer.decode("utf-8-sig")), delimiter=";")
    assert headings[:4] == ["phone", "name", "spent", "Row in the first file"]
    assert row[:4] == ["12", "Ana", "3,50", "2"]
