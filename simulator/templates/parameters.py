"""The values in a message, checked against what its template expects."""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from simulator.errors import GraphError
from simulator.templates.button_values import fill_buttons
from simulator.templates.parts import Parameters, mapping, number, parts_of
from simulator.templates.shape import Shape, Text

MEDIA_KINDS = frozenset({"image", "video", "document", "gif"})
#: What a header's parameter must contain, apart from its type.
HEADER_KEYS = {
    "location": ("latitude", "longitude"),
    "product": ("product_retailer_id", "catalog_id"),
}
LONGEST = {"header": 60, "body": 1024}
FORBIDDEN_IN_VALUE = re.compile(r"[\n\t]| {5}")
MOST_CARDS = 10

#: Raises GraphError when there is no such medium of this kind: (medium, kind).
MediaCheck = Callable[[Mapping[str, Any], str], None]


class FillRules(NamedTuple):
    """What a value may refer to, and where Meta's pages leave a choice."""

    check_medium: MediaCheck
    longest_code: int = 15
    unnamed_code: int = 132012


class Filled(NamedTuple):
    """A message's text, and the payloads of its quick replies, by position."""

    body: str
    payloads: dict[int, str]


def fill(shape: Shape, components: Any, rules: FillRules) -> Filled:
    """Return the text with its variables filled in; raise GraphError as WhatsApp would."""
    parts = parts_of(components)
    _fill_header(shape, parts.header, rules)
    body = _fill_text("body", shape.body, parts.body, rules, is_named=shape.is_named)
    if shape.has_offer or parts.offer:
        _check_offer(shape, parts.offer)
    if shape.cards or parts.cards:
        _fill_cards(shape, parts.cards, rules)
    if parts.tap_target:
        _check_tap_target(parts.tap_target)
    return Filled(body, fill_buttons(shape.buttons, parts.buttons, rules.longest_code))


def _fill_header(shape: Shape, sent: Parameters, rules: FillRules) -> None:
    kind = shape.header_kind
    if kind in {"", "text"}:
        _fill_text("header", shape.header, sent, rules, is_named=shape.is_named)
        return
    received = sent[0].get("type", "unknown") if sent else "unknown"
    if len(sent) != 1 or str(received).lower() != kind:
        details = f"header: Format mismatch, expected {kind.upper()}, received {received}"
        raise GraphError(132012, details)
    value = mapping(sent[0].get(kind))
    if kind in MEDIA_KINDS:
        rules.check_medium(value, kind)
    for key in HEADER_KEYS.get(kind, ()):
        if not isinstance(value.get(key), (str, int, float)) or value[key] == "":
            raise GraphError(131008, f"The parameter {key} of a {kind} is required.")


def _fill_text(
    place: str, text: Text, sent: Parameters, rules: FillRules, *, is_named: bool
) -> str:
    if len(sent) != len(text.names):
        raise GraphError(
            132000,
            f"{place}: number of localizable_params ({len(sent)}) does not match the "
            f"expected number of params ({len(text.names)})",
        )
    names = [_name(parameter, rules.unnamed_code) for parameter in sent] if is_named else text.names
    values = dict(zip(names, map(_value, sent), strict=True))
    if values.keys() != set(text.names):
        raise GraphError(132012, f"{place}: the parameter names do not match the template.")
    filled = text.filled(values)
    if len(filled) > LONGEST[place]:
        raise GraphError(132005, f"{place}: the text has more than {LONGEST[place]} characters.")
    return filled


def _name(parameter: Mapping[str, Any], code: int) -> str:
    name = parameter.get("parameter_name")
    if not isinstance(name, str):
        raise GraphError(code, "Parameter name is missing or empty")
    return name


def _value(parameter: Mapping[str, Any]) -> str:
    kind = str(parameter.get("type", "text"))
    if kind in {"currency", "date_time"}:
        value = mapping(parameter.get(kind)).get("fallback_value")
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


def _check_offer(shape: Shape, sent: Parameters) -> None:
    if not shape.has_offer or len(sent) > 1:
        raise GraphError(132012, "The template has no limited-time offer, or one only.")
    if not sent and shape.offer_expires:
        raise GraphError(131008, "The parameter limited_time_offer is required.")
    for parameter in sent:
        if number(mapping(parameter.get("limited_time_offer")).get("expiration_time_ms")) is None:
            raise GraphError(131008, "The parameter expiration_time_ms is required.")


def _fill_cards(shape: Shape, sent: list[Any], rules: FillRules) -> None:
    """Check the cards: as many as the template has, or 2 to 10 products."""
    cards = {number(mapping(card).get("card_index")): card for card in sent}
    is_of_products = bool(shape.cards) and shape.cards[0].header_kind == "product"
    counts = range(2, MOST_CARDS + 1) if is_of_products else (len(shape.cards),)
    if not shape.cards or len(sent) not in counts or cards.keys() != set(range(len(sent))):
        raise GraphError(132012, "The cards do not match the template.")
    for place, card in cards.items():
        card_shape = shape.cards[0 if is_of_products else place or 0]
        fill(card_shape, card.get("components", []), rules)


def _check_tap_target(sent: Parameters) -> None:
    for parameter in sent:
        targets = parameter.get("tap_target_configuration")
        for target in targets if isinstance(targets, list) else [None]:
            if not all(isinstance(mapping(target).get(key), str) for key in ("url", "title")):
                raise GraphError(131008, "A tap target needs url and title.")
