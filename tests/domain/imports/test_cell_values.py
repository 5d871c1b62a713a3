"""Values as people write them in the cells of a column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.imports import cell_values
from webapp.domain.imports.cell_values import BadValue, Writing


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("12", "12"),
        ("-12.50", "-12.50"),
        ("-0.5", "-0.5"),
        ("-0,75", "-0.75"),
        ("1 234,50", "1234.50"),
        ("-1.234.567,8", "-1234567.8"),
        ("1'234", "1234"),
        ("007", "7"),
    ],
)
def test_a_number_keeps_its_sign_and_decimals_in_any_usual_writing(written, kept):
    assert cell_values.number(written) == kept


@given(st.decimals(-1000, 1000, places=2))
def test_a_number_is_worth_what_it_was(given_number):
    assert float(cell_values.number(f"{given_number:f}")) == float(given_number)


@pytest.mark.parametrize("written", ["", "a lot", "1,2,3", "1.2.3", "--1", "12 kg"])
def test_what_is_no_number_is_refused(written):
    with pytest.raises(BadValue, match="is not a number"):
        cell_values.number(written)


@pytest.mark.parametrize(
    ("cells", "writing"),
    [
        ([], Writing.TEXT),
        (["0.5", "-0,25", "12"], Writing.NUMBER),
        (["0", "10"], Writing.NUMBER),
        (["00123", "10450"], Writing.TEXT),
        (["01/02/2026", "3/2/2026"], Writing.DAY_FIRST),
        (["01/02/2026", "02/13/2026"], Writing.MONTH_FIRST),
        (["2026-02-01"], Writing.DAY_FIRST),
        (["Sí", "no"], Writing.YES_NO),
        (["yes", "perhaps"], Writing.TEXT),
    ],
)
def test_a_few_cells_tell_how_a_column_is_written(cells, writing):
    assert cell_values.guess(cells) == writing
