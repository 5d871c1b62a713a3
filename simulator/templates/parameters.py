"""The values in a message, checked against what its template expects."""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from simulator.errors import GraphError
from simulator.templates.shape import Button, Shape, Text

MEDIA_KINDS = frozenset({"image", "video", "document", "gif"})
LONGEST = {"header": 60, "body": 1024}
COUPON = re.compile(r"[A-Za-z0-9]{1,15}")
FORBIDDEN_IN_VALUE = re.compile(r"[\n\t]| {5}")

#: Raises GraphError when there is no such medium of this kind: (medium, kind).
MediaCheck = Callable[[Mapping[str, Any], str], None]


class Filled(NamedTuple):
    """A message's text, and the payloads of its quick replies, by position."""

    body: str
    payloads: dict[int, str]


def fill(shape: Shape, components: Any, check_medium: MediaCheck) -> Filled:
    """Return the text with its variables filled in; raise GraphError as WhatsApp would."""
    parts = _parts(components)
    _fill_header(shape, parts.header, check_medium)
    body = _fill_text("body", shape.body, parts.body, is_named=shape.is_named)
    return Filled(body, _fill_buttons(shape.buttons, parts.buttons))


class Parts(NamedTuple):
    header: list[Mapping[str, Any]]
    body: list[Mapping[str, Any]]
    buttons: dict[int, tuple[str, list[Mapping[str, Any]]]]


def _parts(components: Any) -> Parts:
    """Return the components by position; case and the type of `index` do not matter."""
    if not isinstance(components, list):
        raise GraphError(131009, "template['components'] must be an array.")
    parts = Parts([], [], {})
    for component in components:
        kind = str(_mapping(component).get("type", "")).lower()
        parameters = component.get("parameters", [])
        if not isinstance(parameters, list):
            raise GraphError(131009, "parameters must be an array.")
        given = [_mapping(parameter) for parameter in parameters]
        if kind == "button":
            parts.buttons[_index(component)] = (str(component.get("sub_type", "")).lower(), given)
        elif kind in LONGEST:
            (parts.header if kind == "header" else parts.body).extend(given)
        else:
            raise GraphError(131009, f"Component type {kind!r} is not valid.")
    return parts


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise GraphError(131009, "An object was expected inside components.")
    return value


def _index(component: Mapping[str, Any]) -> int:
    try:
        return int(component["index"])
    except (KeyError, TypeError, ValueError):
        raise GraphError(131008, "A button component needs an index.") from None


def _fill_header(shape: Shape, given: list[Mapping[str, Any]], check: MediaCheck) -> None:
    kind = shape.header_kind
    if kind in {"", "text"}:
        _fill_text("header", shape.header, given, is_named=shape.is_named)
        return
    received = given[0].get("type", "unknown") if given else "unknown"
    if len(given) != 1 or str(received).lower() != kind:
        details = f"header: Format mismatch, expected {kind.upper()}, received {received}"
        raise GraphError(132012, details)
    if kind in MEDIA_KINDS:
        check(_mapping(given[0].get(kind)), kind)


def _fill_text(place: str, text: Text, given: list[Mapping[str, Any]], *, is_named: bool) -> str:
    if len(given) != len(text.names):
        raise GraphError(
            132000,
            f"{place}: number of localizable_params ({len(given)}) does not match the "
            f"expected number of params ({len(text.names)})",
        )
    names = [_name(parameter) for parameter in given] if is_named else text.names
    values = dict(zip(names, map(_value, given), strict=True))
    if values.keys() != set(text.names):
        raise GraphError(132012, f"{place}: the parameter names do not match the template.")
    filled = text.filled(values)
    if len(filled) > LONGEST[place]:
        raise GraphError(132005, f"{place}: the text has more than {LONGEST[place]} characters.")
    return filled


def _name(parameter: Mapping[str, Any]) -> str:
    name = parameter.get("parameter_name")
    if not isinstance(name, str):
        raise GraphError(132012, "Parameter name is missing or empty")
    return name


def _value(parameter: Mapping[str, Any]) -> str:
    kind = str(parameter.get("type", "text"))
    if kind in {"currency", "date_time"}:
        value = _mapping(parameter.get(kind)).get("fallback_value")
    elif kind == "text":
        value = parameter.get("text")
    else:
        raise GraphError(132012, f"A text was expected, {kind!r} received.")
    if not isinstance(value, str) or not value.strip():
        raise GraphError(131008, "Parameter of type text is missing text value")
    if FORBIDDEN_IN_VALUE.search(value):
        raise GraphError(
            132018,
            "Param text cannot have new-line/tab characters or more than 4 consecutive spaces",
        )
    return value


def _fill_buttons(
    buttons: tuple[Button, ...], given: dict[int, tuple[str, list[Mapping[str, Any]]]]
) -> dict[int, str]:
    payloads: dict[int, str] = {}
    for place, (kind, parameters) in given.items():
        if not 0 <= place < len(buttons) or buttons[place].kind != kind or len(parameters) != 1:
            raise GraphError(132012, f"Button at index {place} does not match the template.")
        value = _button_value(kind, parameters[0])
        if kind == "quick_reply":
            payloads[place] = value
    for place, button in enumerate(buttons):
        if button.needs_value and place not in given:
            kind = button.kind.replace("_", " ").title()
            raise GraphError(131008, f"Button at index {place} of type {kind} requires a parameter")
        if button.kind == "quick_reply":
            payloads.setdefault(place, button.text)
    return payloads


def _button_value(kind: str, parameter: Mapping[str, Any]) -> str:
    key = {"quick_reply": "payload", "copy_code": "coupon_code"}.get(kind, "text")
    value = parameter.get(key)
    if not isinstance(value, str) or not value:
        raise GraphError(131008, f"A {kind} button's parameter needs {key}.")
    if kind == "copy_code" and not COUPON.fullmatch(value):
        raise GraphError(131009, "A coupon code has up to 15 letters and digits.")
    return value
