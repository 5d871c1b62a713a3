"""The parts of a template that need values: its variables, its header, its buttons."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

#: The buttons that need a value, as a link with a variable does.
NEED_A_VALUE = frozenset({"copy_code", "flow", "mpm"})
VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Text:
    """A text split at its variables: literal, name, literal, name, ..., literal."""

    parts: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "Text":
        parts = tuple(VARIABLE.split(text))
        names = dict.fromkeys(parts[1::2])
        return cls(parts, tuple(sorted(names, key=_position)))

    def filled(self, values: Mapping[str, str]) -> str:
        parts = list(self.parts)
        parts[1::2] = [values[name] for name in self.parts[1::2]]
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class Button:
    kind: str
    text: str
    needs_value: bool
    is_one_time_code: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    is_named: bool
    header_kind: str
    header: Text
    body: Text
    buttons: tuple[Button, ...]
    cards: tuple["Shape", ...] = ()
    has_offer: bool = False
    offer_expires: bool = False


def shape_of(node: Mapping[str, Any]) -> Shape:
    """Return the shape of a template, from its node on the Graph."""
    return _shape(node["components"], is_named=node["parameter_format"] == "NAMED")


def _shape(components: Iterable[Mapping[str, Any]], *, is_named: bool) -> Shape:
    parts = {part["type"].upper(): part for part in components}
    offer = parts.get("LIMITED_TIME_OFFER", {}).get("limited_time_offer", {})
    header = parts.get("HEADER", {})
    return Shape(
        is_named=is_named,
        header_kind=header.get("format", "").lower(),
        header=Text.of(header.get("text", "")),
        body=Text.of(parts.get("BODY", {}).get("text", "")),
        buttons=tuple(_button(button) for button in parts.get("BUTTONS", {}).get("buttons", ())),
        cards=tuple(
            _shape(card["components"], is_named=is_named)
            for card in parts.get("CAROUSEL", {}).get("cards", ())
        ),
        has_offer="LIMITED_TIME_OFFER" in parts,
        offer_expires=offer.get("has_expiration") is True,
    )


def _button(button: Mapping[str, Any]) -> Button:
    kind = button["type"].lower()
    if kind == "otp":  # sent like a link that ends in the code
        return Button("url", button.get("text", ""), needs_value=True, is_one_time_code=True)
    has_variable = kind == "url" and VARIABLE.search(button["url"]) is not None
    return Button(kind, button.get("text", ""), has_variable or kind in NEED_A_VALUE)


def _position(name: str) -> int:
    return int(name) if name.isdigit() else 0
