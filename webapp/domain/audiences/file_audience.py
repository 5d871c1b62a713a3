"""The people of one imported file, as an audience."""

from collections.abc import Mapping
from typing import Any


def of_file(key: str, filename: str) -> dict[str, Any]:
    """Answer the filter that chooses whom the import with this id named.

    >>> file_of(of_file("12", "customers.xlsx"))
    '12'
    """
    row = {"field": "files", "operator": "include", "value": key, "label": filename}
    return {"match": "all", "conditions": [row]}


def file_of(filter_: Mapping[str, Any]) -> str:
    """Answer the import's id where the filter chooses the people of one file; else ""."""
    match filter_:
        case {"conditions": [{"field": "files", "operator": "include", "value": str(key)}]}:
            return "" if filter_.get("exclude") else key
    return ""
