"""The values of a message's buttons."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from simulator.errors import GraphError
from simulator.templates.parts import NO_INDEX, Parameters, mapping, number
from simulator.templates.shape import Button

CODE = re.compile(r"[A-Za-z0-9]+")
MOST_SECTIONS, MOST_PRODUCTS, LONGEST_TITLE = 10, 30, 24
Parameter = Mapping[str, Any]


def fill_buttons(
    buttons: tuple[Button, ...], sent: list[tuple[int, str, Parameters]], longest_code: int
) -> dict[int, str]:
    """Return the payloads of the quick replies, by position."""
    values = {}
    for index, kind, parameters in sent:
        place = _place(buttons, index, kind)
        values[place] = _value(buttons[place], place, parameters)
        if kind == "copy_code":
            _check_code(values[place], longest_code)
    for place, button in enumerate(buttons):
        if button.needs_value and place not in values:
            kind = button.kind.replace("_", " ").title()
            raise GraphError(131008, f"Button at index {place} of type {kind} requires a parameter")
    return {
        place: values.get(place) or button.text
        for place, button in enumerate(buttons)
        if button.kind == "quick_reply"
    }


def _value(button: Button, place: int, parameters: Parameters) -> str:
    """Return the text of a button's parameter; nothing when it has none and needs none."""
    if not parameters and not button.needs_value:
        return ""
    if len(parameters) != 1:
        raise GraphError(132012, f"Button at index {place} needs one parameter.")
    return VALUES.get(button.kind, _nothing)(parameters[0])


def _place(buttons: tuple[Button, ...], index: int, kind: str) -> int:
    kinds = [button.kind for button in buttons]
    if index == NO_INDEX and kind in kinds:
        return kinds.index(kind)
    if not 0 <= index < len(kinds) or kinds[index] != kind:
        raise GraphError(132012, f"Button at index {index} does not match the template.")
    return index


def _text(parameter: Parameter, key: str) -> str:
    value = parameter.get(key)
    if not isinstance(value, str) or not value:
        raise GraphError(131008, f"The parameter of a button needs {key}.")
    return value


def _check_code(code: str, longest: int) -> None:
    if len(code) > longest or not CODE.fullmatch(code):
        raise GraphError(131009, f"A coupon code has up to {longest} letters and digits.")


def _flow(parameter: Parameter) -> str:
    action = mapping(parameter.get("action"))
    mapping(action.get("flow_action_data", {}))
    return _text(action, "flow_token")


def _catalog(parameter: Parameter) -> str:
    return _text(mapping(parameter.get("action")), "thumbnail_product_retailer_id")


def _products(parameter: Parameter) -> str:
    thumbnail = _catalog(parameter)
    sections = parameter["action"].get("sections")
    if not isinstance(sections, list) or not 1 <= len(sections) <= MOST_SECTIONS:
        raise GraphError(131009, f"A list of products has 1 to {MOST_SECTIONS} sections.")
    products: list[Any] = []
    for section in map(mapping, sections):
        if len(_text(section, "title")) > LONGEST_TITLE:
            raise GraphError(131009, f"A section's title has at most {LONGEST_TITLE} characters.")
        items = section.get("product_items")
        products += items if isinstance(items, list) else [None]
    if not 1 <= len(products) <= MOST_PRODUCTS:
        raise GraphError(131009, f"A list of products has 1 to {MOST_PRODUCTS} products.")
    for product in products:
        _text(mapping(product), "product_retailer_id")
    return thumbnail


def _voice_call(parameter: Parameter) -> str:
    minutes = number(parameter.get("ttl_minutes"))
    if minutes is None or not 1 <= minutes <= 43_200:
        raise GraphError(131009, "ttl_minutes is from 1 to 43200.")
    return str(minutes)


def _nothing(_: Parameter) -> str:
    raise GraphError(132012, "This kind of button takes no parameter.")


#: The check of each kind's parameter; the kinds that are missing take none.
VALUES: dict[str, Callable[[Parameter], str]] = {
    "quick_reply": lambda parameter: _text(parameter, "payload"),
    "url": lambda parameter: _text(parameter, "text"),
    "copy_code": lambda parameter: _text(parameter, "coupon_code"),
    "flow": _flow,
    "catalog": _catalog,
    "mpm": _products,
    "voice_call": _voice_call,
}
