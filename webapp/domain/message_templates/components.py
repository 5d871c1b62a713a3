"""Reading a message template's components, as WhatsApp's list of templates returns them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

Components = Sequence[Mapping[str, Any]]

PLACEHOLDER = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")
MEDIA = ("image", "video", "document")


def part(components: Components, kind: str) -> Mapping[str, Any]:
    """Return the HEADER, BODY, FOOTER or BUTTONS of a template; {} if it has none."""
    return next((item for item in components if str(item.get("type")).upper() == kind), {})


def buttons(components: Components) -> list[Mapping[str, Any]]:
    """Return a template's buttons; their position in the list is WhatsApp's index."""
    return part(components, "BUTTONS").get("buttons") or []


def button_kind(button: Mapping[str, Any]) -> str:
    """Return a button's kind: url, quick_reply, phone_number, copy_code, ..."""
    return str(button.get("type") or "").lower()


def header_kind(header: Mapping[str, Any]) -> str:
    """Return a header's kind: text, image, video, document, ...; empty without a header."""
    return str(header.get("format") or "text").lower() if header else ""


def header_key(placeholder: str) -> str:
    """Return the key of a header's variable: {{1}} there is not the {{1}} of the body."""
    return f"header.{placeholder}" if placeholder.isdigit() else placeholder


def placeholders(text: str) -> list[str]:
    """Return the placeholders of a text, each once: numbers by size, names in their order."""
    names = dict.fromkeys(PLACEHOLDER.findall(text))
    return sorted(names, key=lambda name: int(name) if name.isdigit() else 0)
