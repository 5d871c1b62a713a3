"""Spreadsheets: what is read, what is refused, and what refused ones cost."""

import io
import signal
import subprocess
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.spreadsheets import Raw, a_spreadsheet
from webapp.domain.imports import spreadsheet_reader, spreadsheets, uploads
from webapp.domain.imports.unpacking import BadFile

MB = 1_000_000
PEOPLE = [["phone", "name"], ["+573001112233", "Ana"]]


def rows_of(content):
    return list(uploads.read([content]).rows)


def test_a_spreadsheet_is_read_as_it_looks():
    content = a_spreadsheet([["phone", "name"], [573001112233, "Ana"], ["+573001112234", "Zoë"]])

    assert rows_of(content) == [
        ["phone", "name"],
        ["573001112233", "Ana"],
        ["+573001112234", "Zoë"],
    ]


def test_the_kinds_of_cells_are_written_as_people_would():
    cells = {
        '<c t="b"><v>1</v></c>': "yes",
        '<c t="b"><v>0</v></c>': "no",
        "<c><v>12.5</v></c>": "12.5",
        "<c><v>12</v></c>": "12",
        "<c><v>4.477009E+11</v></c>": "447700900000",
        '<c t="d"><v>2026-03-01T00:00:00</v></c>': "2026-03-01",
        '<c t="d"><v>2026-03-01T10:30:00</v></c>': "2026-03-01 10:30:00",
        '<c t="str"><f>A1&amp;B1</f><v>made</v></c>': "made",
        "<c><f>1+1</f><v>2</v></c>": "2",
        '<c t="e"><v>#N/A</v></c>': "",
        '<c t="inlineStr"><is><t>=1+1</t></is></c>': "=1+1",
        '<c t="inlineStr"><is><t>أحمد 🎉</t></is></c>': "أحمد 🎉",
    }
    sheet = a_spreadsheet([[f"column {number}" for number in range(len(cells))], map(Raw, cells)])

    _, row = rows_of(sheet)

    assert row == list(cells.values())


def test_a_spreadsheet_that_unpacks_to_too_much_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(spreadsheets, "MAX_BYTES", 1 * MB)
    bomb = a_spreadsheet([["phone"], *([["0" * 1000]] * 2000)])
    assert len(bomb) < 100_000

    with pytest.raises(BadFile, match="unpacks to more than 1 MB"):
        rows_of(bomb)


def test_a_spreadsheet_that_lies_about_its_size_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(spreadsheets, "MAX_BYTES", 1 * MB)
    bomb = a_spreadsheet([["phone"], *([["0" * 1000]] * 2000)])
    size = max(zipfile.ZipFile(io.BytesIO(bomb)).infolist(), key=lambda part: part.file_size)
    lie = bomb.replace(size.file_size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lie != bomb

    with pytest.raises(BadFile, match="unpacks to more than 1 MB"):
        rows_of(lie)


@settings(max_examples=500)
@given(st.data())
def test_a_damaged_spreadsheet_is_read_or_refused(data):
    sheet = bytearray(a_spreadsheet(PEOPLE))
    places = st.tuples(st.integers(4, len(sheet) - 1), st.integers(0, 255))
    for place, byte in data.draw(st.lists(places, min_size=1, max_size=3)):
        sheet[place] = byte

    with suppress(spreadsheet_reader.Fault):
        list(spreadsheet_reader.rows(bytes(sheet), MB, 10_000))


@pytest.mark.parametrize("cell", ["XFD1048576", "ALM1048576", "FXSHRXX1", "a99999999"])
def test_a_spreadsheet_with_a_cell_at_the_end_of_the_world_is_not_held(cell):
    sheet = a_spreadsheet(PEOPLE, elsewhere=[cell])

    with pytest.raises(BadFile, match=f"reaches to cell {cell}"):
        rows_of(sheet)


def test_cells_that_are_empty_but_for_their_colour_reach_nowhere():
    coloured = '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    sheet = a_spreadsheet(PEOPLE, rest=coloured)

    assert rows_of(sheet) == PEOPLE


@pytest.mark.parametrize(
    "rows",
    [
        '<row><c x=">" r="XFD1048576"><v>1</v></c></row>',
        f'<row><c x="{"y" * 300}" r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576"><c r="XFC1048576"/><c><v>1</v></c></row>',
        '<row r="1048575"/><row><c r="XFC9"/><c><v>1</v></c></row>',
        "<row><!-- \" --><c r='XFD1048576'><v>1</v></c><!-- \" --></row>",
    ],
)
def test_the_last_cell_is_found_however_it_is_written(rows):
    sheet = a_spreadsheet(PEOPLE, rest=rows)

    with pytest.raises(BadFile, match="reaches to cell XFD1048576"):
        rows_of(sheet)


def test_shared_strings_count_once_for_each_cell_that_names_them(monkeypatch):
    monkeypatch.setattr(spreadsheets, "MEMORY_BYTES", 300 * MB)  # the cells would need 2,000 MB
    cells = "".join('<row><c t="s"><v>1</v></c></row>' for _ in range(20_000))
    bomb = a_spreadsheet(PEOPLE, rest=cells, strings=["short", "x" * 100_000])
    assert len(bomb) < 110_000

    with pytest.raises(BadFile, match="unpacks to more than 100 MB"):
        rows_of(bomb)


def test_a_long_shared_string_that_few_cells_name_is_read():
    cells = "".join(f'<row><c t="s"><v>{number}</v></c></row>' for number in (0, 1, 0, 0))
    sheet = a_spreadsheet(PEOPLE, rest=cells, strings=["short", "x" * MB])

    assert [len(row[0]) for row in rows_of(sheet)[2:]] == [5, MB, 5, 5]


@pytest.mark.parametrize(
    ("limit", "value"), [("MEMORY_BYTES", 200 * MB), ("CPU_SECONDS", 1), ("MAX_SECONDS", 0.001)]
)
def test_a_file_that_breaks_its_reader_is_refused_in_words(monkeypatch, limit, value):
    monkeypatch.setattr(spreadsheets, "MAX_CELLS", 10**9)  # as if the count missed them
    monkeypatch.setattr(spreadsheets, limit, value)
    rows = [[1] * 10] * 40_000
    sheet = a_spreadsheet(rows, elsewhere=["Z4000000"])

    with pytest.raises(BadFile, match="no spreadsheet, or a damaged one"):
        rows_of(sheet)


def test_a_document_type_is_refused():
    sheet = a_spreadsheet(PEOPLE, before='<!DOCTYPE x [<!ENTITY a "b">]>')

    with pytest.raises(BadFile, match="no spreadsheet, or a damaged one"):
        rows_of(sheet)


def test_a_part_that_is_packed_with_damaged_lzma_is_refused():
    sheet = bytearray(a_spreadsheet(PEOPLE, packing=zipfile.ZIP_LZMA))
    start = sheet.index(b"[Content_Types].xml") + 30
    sheet[start : start + 40] = b"\xff" * 40

    with pytest.raises(BadFile, match="no spreadsheet, or a damaged one"):
        rows_of(bytes(sheet))


def test_the_process_of_a_file_that_is_not_read_to_its_end_is_ended(monkeypatch):
    started, start = [], subprocess.Popen
    monkeypatch.setattr(
        subprocess, "Popen", lambda *a, **k: started.append(start(*a, **k)) or started[-1]
    )
    rows = uploads.read([a_spreadsheet([["x" * 1000]] * 2000)]).rows

    next(rows)
    del rows

    assert started[0].returncode == -signal.SIGKILL
