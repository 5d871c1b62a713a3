"""The header of a template or of a card."""

from collections.abc import Callable, Mapping
from typing import Any

from simulator.errors import InvalidTemplateError
from simulator.templates.rules.texts import HEADER, check_text

MEDIA = frozenset({"IMAGE", "VIDEO", "DOCUMENT", "GIF"})
#: The categories that may have a header of this format; of the others, any.
CATEGORIES = {
    "GIF": {"MARKETING"},
    "PRODUCT": {"MARKETING"},
    "LOCATION": {"MARKETING", "UTILITY"},
}

#: Returns the address of the file of this upload handle, or None.
HandleLookup = Callable[[str], str | None]


def check_header(
    header: Mapping[str, Any], category: str, find_handle: HandleLookup, *, is_named: bool
) -> str:
    """Return the format of a checked header."""
    kind = str(header.get("format", "")).upper()
    if category not in CATEGORIES.get(kind, {category}):
        raise InvalidTemplateError(HEADER.subcode, f"{category} has no header of format {kind}.")
    if kind == "TEXT":
        check_text(header, HEADER, is_named=is_named)
    elif kind in MEDIA:
        _check_handle(header, find_handle)
    elif kind not in CATEGORIES:
        raise InvalidTemplateError(HEADER.subcode, f"{kind!r} is no format of a header.")
    return kind


def handle_of(header: Mapping[str, Any]) -> str:
    """Return the handle in a header's example, which is written as a text or a list of one."""
    example = header.get("example")
    handles = example.get("header_handle") if isinstance(example, dict) else None
    handle = handles[0] if isinstance(handles, list) and handles else handles
    return handle if isinstance(handle, str) else ""


def _check_handle(header: Mapping[str, Any], find_handle: HandleLookup) -> None:
    if find_handle(handle_of(header)) is None:
        raise InvalidTemplateError(
            2388043, "header_handle is the handle of an upload, not a media id or a URL."
        )
