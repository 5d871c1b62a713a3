"""Cells of a CSV file that a spreadsheet shows as they are, and never runs."""

#: With these, a spreadsheet takes a cell for a formula; the wide ones where people write Japanese.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guard(cell: object) -> str:
    """Write a value so that no spreadsheet runs it or makes a number of it.

    A phone number begins with +, too: as a formula it would lose its + and, shown as 5.73E+11,
    its last digits.

    >>> guard("=1+1"), guard("+573001112233"), guard("Ana"), guard(None)
    ("'=1+1", "'+573001112233", 'Ana', '')
    """
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text


def unguarded(cell: str) -> str:
    """Read a cell of a file that was guarded, by us or by hand, as what it was.

    >>> unguarded("'=1+1"), unguarded("'twas")
    ('=1+1', "'twas")
    """
    return cell[1:] if cell.startswith("'") and cell.startswith(FORMULA, 1) else cell
