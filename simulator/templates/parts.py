"""The components of a message, by their place in the template."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from simulator.errors import GraphError

Parameters = list[Mapping[str, Any]]

#: A button component may leave out its index when the template has one button of its kind.
NO_INDEX = -1


class Parts(NamedTuple):
    """Buttons are (index, kind, parameters); cards are components of type `carousel`."""

    header: Parameters
    body: Parameters
    offer: Parameters
    tap_target: Parameters
    buttons: list[tuple[int, str, Parameters]]
    cards: list[Any]


#: The place of each kind's parameters in Parts.
PLACES = {"header": 0, "body": 1, "limited_time_offer": 2, "tap_target_configuration": 3}


def parts_of(components: Any) -> Parts:
    """Return the components by place; case and the type of `index` do not matter."""
    if not isinstance(components, list):
        raise GraphError(131009, "template['components'] must be an array.")
    parts = Parts([], [], [], [], [], [])
    for component in components:
        kind = str(mapping(component).get("type", "")).lower()
        if kind == "carousel":
            parts.cards.extend(_list(component.get("cards")))
            continue
        parameters = _list(component.get("parameters", []))
        for parameter in parameters:
            mapping(parameter)
        if kind == "button":
            sub_type = str(component.get("sub_type", "")).lower()
            parts.buttons.append((_index(component, sub_type), sub_type, parameters))
        elif kind in PLACES:
            parts[PLACES[kind]].extend(parameters)
        else:
            raise GraphError(131009, f"Component type {kind!r} is not valid.")
    return parts


def mapping(value: Any) -> Mapping[str, Any]:
    """Return the value, which must be an object."""
    if not isinstance(value, dict):
        raise GraphError(131009, "An object was expected inside components.")
    return value


def number(value: Any) -> int | None:
    """Return an integer that may be written as a text; None for anything else."""
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return None


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise GraphError(131009, "parameters must be an array.")
    return value


def _index(component: Mapping[str, Any], sub_type: str) -> int:
    if sub_type == "voice_call" and "index" not in component:
        return NO_INDEX
    index = number(component.get("index"))
    if index is None:
        raise GraphError(131008, "A button component needs an index.")
    return index
