"""Reading a message template's components, as WhatsApp's list of templates returns them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

Components = Sequence[Mapping[str, Any]]

PLACEHOLDER = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")
MEDIA = ("image", "video", "document")


def part(components: Components, kind: str) -> Mapping[str, Any]:
    """Find the HEADER, BODY, FOOTER or BUTTONS of a template; an empty one where it has none."""
    return next((one for one in components if str(one.get("type")).upper() == kind), {})


def buttons(components: Components) -> list[Mapping[str, Any]]:
    """List a template's buttons; their place in the list is the index WhatsApp knows them by."""
    return part(components, "BUTTONS").get("buttons") or []


def button_kind(button: Mapping[str, Any]) -> str:
    """Name a button's kind: url, quick_reply, phone_number, copy_code, ..."""
    return str(button.get("type") or "").lower()


def header_kind(header: Mapping[str, Any]) -> str:
    """Name a header's kind: text, image, video, document, ...; empty without a header."""
    return str(header.get("format") or "text").lower() if header else ""


def header_key(placeholder: str) -> str:
    """Tell the key of a gap in the header: {{1}} there is not the {{1}} of the body."""
    return f"header.{placeholder}" if placeholder.isdigit() else placeholder


def placeholders(text: str) -> list[str]:
    """List the gaps of a text, each once: numbers by size, as WhatsApp counts, names as written."""
    found = dict.fromkeys(PLACEHOLDER.findall(text))
    return sorted(found, key=lambda gap: int(gap) if gap.isdigit() else 0)
