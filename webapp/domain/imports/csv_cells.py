"""Cells of a CSV file that a spreadsheet shows unchanged, and never runs as a formula."""

#: A spreadsheet treats cells with these first characters as formulas; the wide ones in Japan.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guard(cell: object) -> str:
    """Return a value that no spreadsheet runs or converts to a number.

    A phone number begins with +, too: as a formula it would lose its + and, shown as 5.73E+11,
    its last digits.

    >>> guard("=1+1"), guard("+573001112233"), guard("Ana"), guard(None)
    ("'=1+1", "'+573001112233", 'Ana', '')
    """
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text


def unguarded(cell: str) -> str:
    """Return the original text of a cell that was guarded, by us or by hand.

    >>> unguarded("'=1+1"), unguarded("'twas")
    ('=1+1', "'twas")
    """
    return cell[1:] if cell.startswith("'") and cell.startswith(FORMULA, 1) else cell
