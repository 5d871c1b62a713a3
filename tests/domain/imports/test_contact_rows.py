"""Spreadsheets as people save them."""

import csv
import io
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.contacts.values import attribute_name
from webapp.domain.imports import column_map, row_errors, uploads
from webapp.domain.imports.cell_values import Writing
from webapp.domain.imports.column_map import Column, Target
from webapp.domain.imports.contact_rows import BadRow, ContactRow, Reader
from webapp.domain.imports.row_errors import Cause
from webapp.domain.imports.unpacking import BadFile


def read(pieces, country="CO"):
    """Return the rows of a file, with the guessed columns."""
    pieces = list(pieces) if isinstance(pieces, list) else pieces
    table = uploads.read(pieces)
    headings = column_map.heading_row(table)
    shape = column_map.Shape("csv", "", "", headings, [[] for _ in headings])
    columns = column_map.guess(shape)
    if fault := column_map.find_fault(columns):
        raise BadFile(fault)
    return Reader(columns, country).read(table.rows)


def rows_of(text, country="CO"):
    return list(read([text.encode()], country))


def contact(row, number, name="", **attributes):
    [read_alone] = rows_of(f"phone\n{number}\n")
    return ContactRow(row, read_alone.ids, name, attributes)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_row_is_a_contact_whatever_the_spreadsheet_writes(separator, ending, mark):
    lines = [["Phone Number", "Name", "City"], ["+573001112233", "Ana", "Santa Marta"]]

    found = rows_of(mark + ending.join(separator.join(line) for line in lines) + ending)

    assert found == [contact(2, "+573001112233", "Ana", city="Santa Marta")]


def test_excels_own_line_about_the_separator_is_no_header():
    assert rows_of("sep=;\nphone;name\n+573001112233;A, B\n") == [
        contact(2, "+573001112233", "A, B")
    ]


@pytest.mark.parametrize(
    "heading", ["phone", "PHONE", "Mobile", "Phone-Number", "Teléfono", "Celular", "phoneNumber"]
)
def test_the_phone_column_has_many_names(heading):
    assert rows_of(f"city,{heading}\nCali,3001112233\n") == [
        contact(2, "+573001112233", city="Cali")
    ]


def test_of_two_phone_columns_the_plainer_counts_and_the_other_is_kept():
    assert rows_of("mobile,phone\n3009998877,3001112233\n") == [
        contact(2, "+573001112233", mobile="3009998877")
    ]


def test_bad_rows_keep_their_number_and_say_why():
    found = rows_of("phone,name\n3001112233,Ana\n,\n\n4.47E+11,Ben\n  ,Cy\n3001112234,Di\n")

    assert [row.row for row in found] == [2, 5, 6, 7]
    assert [type(row) for row in found] == [ContactRow, BadRow, BadRow, ContactRow]
    assert (found[1].phone_number, found[2].reason) == ("4.47E+11", "The phone number is missing.")


def test_rows_are_counted_as_the_spreadsheet_shows_them():
    found = rows_of('phone,address\n3001112233,"Calle 1\nCali"\n12,x\n')

    assert [row.row for row in found] == [2, 3]
    assert found[0].attributes == {"address": "Calle 1\nCali"}


def test_blank_cells_and_columns_without_a_heading_are_no_attributes():
    assert rows_of("phone,city,,x\n3001112233, ,left over,1\n3001112234\n") == [
        contact(2, "+573001112233", x="1"),
        contact(3, "+573001112234"),
    ]


def test_a_row_with_too_many_cells_is_not_guessed_at():
    [bad, good] = rows_of("phone,name\n3001112233,Perez, Ana\n3001112234,Ben,,\n")

    assert bad == BadRow(
        2,
        ["3001112233", "Perez", " Ana"],
        "3001112233",
        "The row has more cells than there are headings.",
    )
    assert good == contact(3, "+573001112234", "Ben")


@pytest.mark.parametrize("rows", [1, 100, 20_000])
def test_a_quotation_mark_left_open_is_said_not_swallowed(rows):
    text = 'phone,name\n3001112233,"Ana\n' + "3001112234,Ben\n" * rows

    first = rows_of(text)[0]

    assert isinstance(first, BadRow)
    assert "quotation mark" in first.reason


@pytest.mark.parametrize(
    ("row", "cause"),
    [
        (",,", None),
        ("12,,", Cause.PHONE),
        (",Ana,", Cause.PHONE),
        ("4.47E+11,,", Cause.PHONE),
        ("hello,,", Cause.PHONE),
        ("+999300111,,", Cause.PHONE),
        ("3001112233,,2026-02-30", Cause.VALUE),
        ("3001112233,,,x", Cause.SHAPE),
        ("phone,name,since", Cause.SHAPE),
        ('3001112233,"Ana,', Cause.SHAPE),
    ],
)
def test_what_is_to_be_corrected_is_told_by_the_reason(row, cause):
    columns = [
        Column("phone", Target.PHONE),
        Column("name", Target.NAME),
        Column("since", Target.ATTRIBUTE, "since", Writing.DAY_FIRST),
    ]
    rows = uploads.read([f"phone,name,since\n{row}\n".encode()]).rows
    next(rows)

    reasons = [bad.reason.code for bad in Reader(columns, "CO").read(rows)]

    assert row_errors.counts(dict.fromkeys(reasons, 1)) == ({cause: 1} if cause else {})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("\n\n", "empty"),
        (",,\n", "empty"),
        ("name,city\nAna,Cali\n", "No column is called phone_number. The columns are: name, city."),
        ("phone," * 40_000, "40,001 columns"),
        ("3001112233\n3001112234\n", "The first row should name the columns"),
        ('phone,"name\n300,Ana\n', "quotation mark"),
        ("phone,city,City\n", "Two columns are called city"),
    ],
)
def test_a_file_that_cannot_be_used_says_so_at_once(text, reason):
    with pytest.raises(BadFile, match=reason):
        read([text.encode()])


def test_rows_are_read_as_they_come():
    def endless():
        yield b"phone\n"
        while True:
            yield b"3001112233\n" * 10

    found = read(endless())

    assert next(islice(found, 1_000, None)) == contact(1_002, "+573001112233")


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("First Name", "first_name"),
        ("firstName", "first_name"),
        (" E-Mail (work) ", "e_mail_work"),
        ("Compañía", "compania"),
        ("VIP", "vip"),
        ("城市", "城市"),
    ],
)
def test_headings_become_names_that_templates_can_use(heading, name):
    assert attribute_name(heading) == name


def test_a_name_that_is_too_long_leaves_its_row_out():
    [good, bad] = rows_of(f"phone,name\n+573001112233,{'x' * 200}\n+573001112234,{'x' * 201}\n")

    assert good == contact(2, "+573001112233", "x" * 200)
    assert bad.reason == "Name: The name is too long: give at most 200 characters."
    assert row_errors.counts({bad.reason.code: 1}) == {Cause.VALUE: 1}


def test_a_heading_too_long_for_a_field_is_refused():
    with pytest.raises(BadFile, match="at most 100 characters"):
        rows_of(f"phone,{'x' * 101}\n+573001112233,a\n")


@given(st.lists(st.lists(st.text(max_size=8), max_size=4), max_size=6))
def test_no_table_whatsoever_breaks_the_reading(table):
    text = io.StringIO()
    csv.writer(text).writerows([["phone", "name", "city"], *table])

    found = rows_of(text.getvalue())

    assert len({row.row for row in found}) == len(found) <= len(table)


@given(st.lists(st.text(max_size=20)))
def test_no_lines_whatsoever_break_the_reading(lines):
    try:
        list(read([line.encode() for line in lines]))
    except BadFile as reason:
        assert str(reason)  # noqa: PT017


@given(st.text(max_size=60))
def test_no_text_whatsoever_breaks_the_reading(text):
    for row in rows_of("phone,name\n" + text):
        assert row.row >= 2
