"""Filling a message template's variables, and finding what WhatsApp would refuse."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from webapp.domain.message_templates.components import (
    MEDIA,
    PLACEHOLDER,
    Components,
    button_kind,
    buttons,
    header_key,
    header_kind,
    part,
    placeholders,
)
from webapp.domain.message_templates.unsupported import unsupported
from webapp.domain.message_templates.value_texts import escaped_suffix, is_link, one_line
from webapp.domain.message_templates.variables import Variable, variables
from webapp.domain.messages import coded

__all__ = ["Preview", "PreviewButton", "Variable", "faults", "fill", "preview", "variables"]

#: WhatsApp's limits in characters, after the variables are filled.
HEADER_LIMIT, BODY_LIMIT, CODE_LIMIT = 60, 1024, 15


@dataclass(frozen=True)
class PreviewButton:
    """A button as the phone shows it: its kind in lower case, its text and its target."""

    kind: str
    text: str
    target: str = ""


@dataclass(frozen=True)
class Preview:
    """A message as the phone shows it; for a media header, `header` is the link or id."""

    header_kind: str
    header: str
    body: str
    footer: str
    buttons: tuple[PreviewButton, ...]


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return the text with its variables filled; a variable without a value stays visible.

    >>> fill("Hi {{1}}, {{2}} today", {"1": "Ana"})
    'Hi Ana, {{2}} today'
    """
    return PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)


def preview(components: Components, values: Mapping[str, str]) -> Preview:
    """Return the template with these values in it."""
    header = part(components, "HEADER")
    kind = header_kind(header)
    return Preview(
        header_kind=kind,
        header=values.get(f"header.{kind}", "") if kind in MEDIA else _header_text(header, values),
        body=fill(part(components, "BODY").get("text") or "", values),
        footer=part(components, "FOOTER").get("text") or "",
        buttons=tuple(
            PreviewButton(button_kind(one), one.get("text") or "", _target(i, one, values))
            for i, one in enumerate(buttons(components))
        ),
    )


def faults(values: Mapping[str, str], components: Components) -> dict[str, str]:
    """Return for each key why WhatsApp would refuse the message; empty if it would not.

    The keys are those of the variables, and "header", "body" and "buttons" for a whole part.
    """
    found: dict[str, str] = {**unsupported(components)}
    for variable in variables(components, ""):
        if fault := _fault(variable, values.get(variable.key, ""), components):
            found[variable.key] = fault
    shown = preview(components, values)
    if len(shown.body) > BODY_LIMIT:
        found["body"] = coded(
            "message_templates.text_too_long", length=len(shown.body), most=BODY_LIMIT
        )
    if shown.header_kind == "text" and len(shown.header) > HEADER_LIMIT:
        found["header"] = coded(
            "message_templates.header_too_long", length=len(shown.header), most=HEADER_LIMIT
        )
    return found


def _fault(variable: Variable, value: str, components: Components) -> str | None:
    if not one_line(value):
        return coded("message_templates.no_value", variable=variable.label)
    if re.search(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]", value):
        return coded("message_templates.line_break", variable=variable.label)
    if " " * 5 in value:
        return coded("message_templates.many_spaces", variable=variable.label)
    why = _why_not(variable, components)
    return (
        coded("message_templates.variable_fault", variable=variable.label, why=why(value))
        if why(value)
        else None
    )


def _why_not(variable: Variable, components: Components) -> Callable[[str], str]:
    if variable.where == "button":
        button = buttons(components)[int(variable.key.removeprefix("button."))]
        return _code_fault if button_kind(button) == "copy_code" else _ending_fault
    return _media_fault if variable.is_media else lambda value: ""


def _code_fault(value: str) -> str:
    allowed = value.isascii() and value.isalnum() and len(value) <= CODE_LIMIT
    return "" if allowed else coded("message_templates.code_too_long", most=CODE_LIMIT)


def _ending_fault(value: str) -> str:
    return coded("message_templates.whole_link") if is_link(value) else ""


def _media_fault(value: str) -> str:
    allowed = value.isdecimal() or re.fullmatch(r"https?://[^\s/]+/?\S*", value)
    return "" if allowed else coded("message_templates.no_link")


def _header_text(header: Mapping[str, Any], values: Mapping[str, str]) -> str:
    """Return a filled text header, whose positional variables have their own keys."""
    text = header.get("text") or ""
    keys = {name: header_key(name) for name in placeholders(text)}
    return fill(text, {name: values[key] for name, key in keys.items() if key in values})


def _target(i: int, button: Mapping[str, Any], values: Mapping[str, str]) -> str:
    value = values.get(f"button.{i}")
    if button_kind(button) == "copy_code":
        return value or ""
    url = button.get("url") or button.get("phone_number") or ""
    return url if value is None else PLACEHOLDER.sub(lambda _: escaped_suffix(value), url)
