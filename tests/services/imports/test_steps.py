"""A file from its upload to its result."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.support.factories import a_contact
from tests.support.imports import FORM, checked, counts, everyone, imported, uploaded
from tests.support.spreadsheets import a_spreadsheet
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.imports.status import ImportStatus
from webapp.extensions import db
from webapp.models import ConsentEvent, ContactImport, RejectedRow
from webapp.services.contacts import subscriptions
from webapp.services.imports import steps


def test_good_rows_become_contacts_with_their_consent_and_bad_ones_are_kept_apart(app):
    kept = imported("phone,name,city\n3001112233,Ana,Lima\n12,Bad,Lima\n\n3001112234,Eva,\n")

    assert kept.status == ImportStatus.DONE
    assert counts(kept) == (2, 0, 0, 1)
    assert everyone()["+573001112233"] == ("Ana", {"city": "Lima"}, "subscribed")
    [bad] = db.session.scalars(db.select(RejectedRow))
    assert (bad.row, bad.cells) == (3, ["12", "Bad", "Lima"])
    words = db.session.scalars(db.select(ConsentEvent.words).order_by(ConsentEvent.id)).all()
    assert words == [f"{FORM} (people.csv, row 2)", f"{FORM} (people.csv, row 5)"]


def test_two_who_hand_in_the_same_form_at_once_keep_one_file(app):
    key, start = uuid.uuid4(), Barrier(2)

    def hand_in():
        with app.app_context():
            start.wait()
            kept = steps.upload("people.csv", [b"phone\n3001112233\n"], "CO", "eva", key)
            db.session.commit()
            return kept.id, kept.size

    with ThreadPoolExecutor(2) as pool:
        first, second = [one.result() for one in [pool.submit(hand_in) for _ in range(2)]]

    assert first == second
    assert db.session.scalar(db.select(db.func.count(ContactImport.id))) == 1


def test_the_same_file_again_changes_nothing(app):
    text = "phone,name,city\n3001112233,Ana,Lima\n3001112234,Eva,\n"
    imported(text)
    before = everyone()

    again = imported(text)

    assert counts(again) == (0, 0, 2, 0)
    assert everyone() == before
    assert db.session.scalar(db.select(db.func.count(ConsentEvent.id))) == 2


def test_new_values_win_and_empty_ones_erase_nothing(app):
    a_contact("+573001112233", "Ana", city="Lima", size="M")

    kept = imported("phone,name,city,size,shop\n3001112233,,Cusco,,web\n")

    assert counts(kept) == (0, 1, 0, 0)
    attributes = {"city": "Cusco", "size": "M", "shop": "web"}
    assert everyone()["+573001112233"] == ("Ana", attributes, "subscribed")


def test_rows_of_one_person_are_joined_and_the_last_value_wins(app):
    kept = imported(
        "phone,name,city\n3001112233,Ana,Lima\n+57 300 111 2233,,Cusco\n300-111-2233,Anita,\n"
    )

    assert (kept.repeated, counts(kept)) == (2, (1, 0, 0, 0))
    assert everyone()["+573001112233"] == ("Anita", {"city": "Cusco"}, "subscribed")


def test_an_import_never_subscribes_someone_again(app):
    gone = a_contact("+573001112233", "Ana")
    subscriptions.unsubscribe(gone, ConsentSource.KEYWORD, "webhook", "STOP")

    kept = imported("phone,city\n3001112233,Lima\n")

    assert (kept.known, kept.opted_out) == (1, 1)
    assert everyone()["+573001112233"] == ("Ana", {"city": "Lima"}, "unsubscribed")


def test_a_check_writes_no_contact_and_says_what_an_import_would_meet(app):
    a_contact("+573001112233", "Ana")

    kept = checked("phone\n3001112233\n3001112234\n12\n3001112234\n")

    assert kept.status == ImportStatus.CHECKED
    assert (kept.rows, kept.contacts, kept.known, kept.repeated, kept.rejected) == (4, 2, 1, 1, 1)
    assert len(everyone()) == 1


def test_a_run_of_consecutive_numbers_is_noticed(app):
    rows = "".join(f"300111{number}\n" for number in range(2200, 2260))

    assert checked("phone\n3009998877\n" + rows).in_sequence == 60


def test_values_are_kept_by_the_kind_of_their_column(app):
    kept = imported(
        "phone,spent,since,vip\n"
        '3001112233,"1,234.50",13/02/2026,yes\n'
        "3001112234,12,01/02/2026,no\n"
        "3001112235,12,2026-02-01,no\n"
        "3001112236,12,31/02/2026,no\n"
    )

    assert everyone()["+573001112233"][1] == {
        "spent": "1234.50",
        "since": "2026-02-13",
        "vip": "yes",
    }
    [bad] = db.session.scalars(db.select(RejectedRow))
    assert bad.reason == "Since: “31/02/2026” is no day of the calendar."
    assert counts(kept) == (3, 0, 0, 1)


def test_a_file_that_is_no_table_is_refused_with_its_reason(app):
    kept = uploaded(b"\x89PNG\r\n\x1a\n" + bytes(100), "people.csv")

    assert (kept.status, "picture" in kept.fault) == (ImportStatus.REFUSED, True)


def test_strange_rows_are_kept_as_they_are_or_left_out_with_a_reason(app):
    names = ["Ana 🎉", "=1+1", "أحمد", "שרה‏", "Zoë", "\\N", "Tab\there", "a\u0301"]
    rows = [f'+57300111{2200 + place},"{name}"' for place, name in enumerate(names)]
    rows += ["phone,name", "+573001119998,Long,er", "+573001119999,N\0UL\0"]

    kept = imported("phone,name\n" + "\n".join(rows) + "\n")

    assert [name for name, *_ in everyone().values()] == [*names, "NUL"]
    reasons = db.session.scalars(db.select(RejectedRow.reason).order_by(RejectedRow.row)).all()
    assert reasons == [
        "This row repeats the headings.",
        "The row has more cells than there are headings.",
    ]
    assert counts(kept) == (len(names) + 1, 0, 0, 2)


def test_a_spreadsheet_that_would_fill_the_memory_is_refused_with_the_reason(app):
    far = '<row r="1048576"><c r="XFC1048576"/><c><v>1</v></c></row>'

    refused = steps.upload("a.xlsx", [a_spreadsheet([["phone"]], rest=far)], "CO", "eva")

    assert refused.status == ImportStatus.REFUSED
    assert "reaches to cell XFD1048576" in refused.fault
