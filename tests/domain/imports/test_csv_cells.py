"""Cells that spreadsheets neither execute nor change, and that we read back unchanged."""

import csv
import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from webapp.domain.imports import uploads
from webapp.domain.imports.csv_cells import FORMULA, guard

#: Cells that no CSV file keeps unchanged, or that another program has already guarded.
cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")).filter(
    lambda cell: not (cell.startswith("'") and cell.startswith(FORMULA, 1))
)


@pytest.mark.parametrize("begin", [*"=+-@\t\r\n", *"＝＋－＠"])
def test_no_spreadsheet_takes_a_guarded_cell_for_a_formula(begin):
    assert guard(f'{begin}HYPERLINK("http://example.com")').startswith("'")


@given(st.lists(st.lists(cells, min_size=2, max_size=2), max_size=5))
def test_what_was_guarded_is_read_as_it_was(rows):
    written = io.StringIO()
    csv.writer(written).writerows(
        [["phone", "name"], *([guard(one) for one in row] for row in rows)]
    )
    content = written.getvalue().encode()
    assume(sum(byte < 32 for byte in content) <= 20)  # with more, it is not recognised as a table

    table = uploads.read([content])

    assert list(table.rows) == [["phone", "name"], *rows]
