"""The contacts of one imported file, as an audience."""

from collections.abc import Mapping
from typing import Any


def of_file(key: str, filename: str) -> dict[str, Any]:
    """Return the filter that selects the contacts of the import with this id.

    >>> file_of(of_file("12", "customers.xlsx"))
    '12'
    """
    row = {"field": "files", "operator": "include", "value": key, "label": filename}
    return {"match": "all", "conditions": [row]}


def file_of(filter_: Mapping[str, Any]) -> str:
    """Return the import's id if the filter selects the contacts of one file; else ""."""
    match filter_:
        case {"conditions": [{"field": "files", "operator": "include", "value": str(key)}]}:
            return "" if filter_.get("exclude") else key
    return ""
