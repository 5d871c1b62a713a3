"""Uploaded files of any kind."""

import csv
import gzip
import io
import os
import tracemalloc
from itertools import islice
from pathlib import Path

import pytest

from webapp.domain.imports import column_map, unpacking, uploads
from webapp.domain.imports.column_map import Target, guess, read_shape
from webapp.domain.imports.contact_rows import BadRow, ContactRow, Reader
from webapp.domain.imports.unpacking import BadFile

MB = 1_000_000


def pieces_of(content, size=64 * 1024):
    return (content[start : start + size] for start in range(0, len(content), size))


def columns_of(content):
    return guess(read_shape(uploads.read(pieces_of(content))))


def rows_of(content, encoding=""):
    table = uploads.read(pieces_of(content), encoding)
    column_map.heading_row(table)
    return list(Reader(columns_of(content), "CO").read(table.rows))


def names_of(content):
    return [row.name for row in rows_of(content) if isinstance(row, ContactRow)]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("packed", [False, True])
def test_a_file_is_read_in_the_encodings_that_spreadsheets_write(encoding, ending, packed):
    text = ending.join(["phone;name", "+573001112233;José ñ", "+573001112234;Zoë"])
    content = text.encode(encoding)

    assert names_of(gzip.compress(content) if packed else content) == ["José ñ", "Zoë"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_signs_within_quotation_marks_separate_nothing(separator):
    heading = separator.join(['"phone"', '"full name (a, b; c| d, e)"'])
    content = f"{heading}\n+573001112233{separator}Ana\n".encode()

    assert uploads.read(pieces_of(content)).separator == separator
    assert len(columns_of(content)) == 2


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The file is empty"),
        (b"\xef\xbb\xbf", "The file is empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(2000), "This is a picture"),
        (b"\xff\xd8\xff\xe0" + bytes(2000), "This is a picture"),
        (bytes(range(256)) * 20, "This is no table"),
        (b"%PDF-1.7\n", "This is a PDF"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "an old or a protected Excel file"),
        (b"PK\x03\x04 and nothing more", "no spreadsheet, or a damaged one"),
        (gzip.compress(b"phone\n" * 50, mtime=0)[:-4], "damaged or cut off"),
        (b"phone," * 40_000 + b"\n", "40,001 columns"),
        (b"phone,name\nAna,x\n".replace(b"name", b"Phone"), "Two columns are called phone"),
    ],
)
def test_a_file_that_is_no_table_says_so_at_once(content, why):
    with pytest.raises(BadFile, match=why):
        columns_of(content)


def test_a_line_of_300_mb_is_refused_before_it_is_read():
    tracemalloc.start()

    with pytest.raises(BadFile, match="A line has more than 1,000,000 characters"):
        list(uploads.read(b"3" * MB for _ in range(300)).rows)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 30 * MB


def test_a_packed_file_that_never_ends_is_given_up(monkeypatch):
    monkeypatch.setattr(unpacking, "MAX_BYTES", MB)
    bomb = gzip.compress(b"phone\n" + b"+573001112233\n" * 100_000)
    assert len(bomb) < 10_000

    with pytest.raises(BadFile, match="unpacks to more than 1 MB"):
        rows_of(bomb)


def test_two_phone_columns_leave_the_choice_to_people_and_one_is_proposed():
    columns = columns_of(b"mobile,phone\n3009998877,3001112233\n")

    assert [one.target for one in columns] == [Target.ATTRIBUTE, Target.PHONE]


def test_headings_that_come_again_in_the_middle_are_left_out():
    rows = rows_of(b"phone,name\n+573001112233,Ana\nphone,name\n+573001112234,Eva\n")

    assert isinstance(rows[1], BadRow)
    assert (rows[1].row, rows[1].reason) == (3, "This row repeats the headings.")


def test_nul_bytes_emoji_formulas_and_right_to_left_names_are_kept_as_text():
    names = ["Ana 🎉", "=1+1", "أحمد", "שרה"]
    written = io.StringIO()
    csv.writer(written).writerows(
        [["phone", "name"], *([f"+5730011122{place:02}", name] for place, name in enumerate(names))]
    )

    assert names_of(written.getvalue().encode() + b"+573001119999,\0Eva\0\n") == [*names, "Eva"]


@pytest.mark.long
def test_a_million_rows_and_one_bad_one_at_their_end_are_read_in_flat_memory():
    def pieces():
        yield b"phone,name\n"
        for block in range(1000):
            yield b"".join(b"+57300%07d,Ana\n" % (block * 1000 + row) for row in range(1000))
        yield b"12,Bad\n"

    table = uploads.read(pieces())
    columns = guess(read_shape(uploads.read([b"phone,name\n"])))
    column_map.heading_row(table)
    before = memory()

    rows = Reader(columns, "CO").read(table.rows)
    assert all(isinstance(row, ContactRow) for row in islice(rows, 1_000_000))
    [bad] = rows

    assert (bad.row, bad.phone_number) == (1_000_002, "12")
    assert memory() - before < 10 * MB


def memory():
    """Return the bytes that this process uses now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("4.47E+11", "Excel has shortened this number"),
        ("12", "too few digits"),
        ("+0 300", "country code that does not exist"),
        ("", "The phone number is missing"),
    ],
)
def test_what_excel_did_to_a_number_is_explained(written, words):
    [row] = rows_of(f"phone,name\n{written},Ana\n".encode())

    assert words in row.reason


def test_what_excel_did_is_mended_where_nothing_is_lost():
    rows = rows_of(b"phone\n'+573001112233\n573001112233\n573001112233.0\n3001112233\n")

    assert {row.ids.phone.number for row in rows} == {"+573001112233"}
