"""Contacts from files, in portions."""

import io

import pytest

from webapp.domain.contact_rows import BadFile
from webapp.extensions import db
from webapp.models import Contact
from webapp.services import contact_import
from webapp.services.contact_import import decoded, import_lines


def lines(*rows):
    return [f"{row}\n" for row in ("phone,name", *rows)]


def test_the_caller_commits_after_each_portion(app, monkeypatch):
    monkeypatch.setattr(contact_import, "PORTION", 2)
    seen = []

    import_lines(
        lines(*(f"+57300111223{digit},Ana" for digit in range(5))),
        "US",
        "tests",
        lambda so_far: seen.append(so_far.rows),
    )

    assert seen == [2, 4, 5]


def test_bad_rows_are_returned_and_the_good_ones_kept(app):
    imported = import_lines(
        lines("+573001112233,Ana", "12,Bad", "", "+573001112234,Eva"), "US", "tests", lambda _: None
    )

    assert (imported.created, imported.updated, imported.unchanged) == (2, 0, 0)
    assert [(bad.row, bad.phone_number) for bad in imported.rejected] == [(3, "12")]


def test_a_file_without_a_phone_column_writes_nothing(app):
    with pytest.raises(BadFile):
        import_lines(["name\n", "Ana\n"], "US", "tests", lambda _: None)

    assert db.session.scalar(db.select(db.func.count(Contact.id))) == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_file_is_read_in_the_encodings_that_spreadsheets_write(app, encoding, ending):
    written = ending.join(["phone,name", "+573001112233,José ñ", "+573001112234,Zoë"])

    import_lines(decoded(io.BytesIO(written.encode(encoding))), "US", "tests", lambda _: None)

    names = db.session.scalars(db.select(Contact.name).order_by(Contact.phone_number)).all()
    assert names == ["José ñ", "Zoë"]
