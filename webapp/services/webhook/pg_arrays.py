"""Columns of many rows as arrays, in the text format that PostgreSQL reads.

The driver matches each value with a regular expression, which took longer than all other work
for a receipt.
"""

from collections.abc import Iterable
from datetime import datetime

Value = str | int | datetime | None


def array(values: Iterable[Value]) -> str:
    r"""Return an array as text, with a null for each None.

    >>> array([1, None, 'say "\\"'])
    '{1,NULL,"say \\"\\\\\\""}'
    """
    return "{" + ",".join(map(_element, values)) + "}"


def _element(value: Value) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return value.isoformat() if isinstance(value, datetime) else str(value)
