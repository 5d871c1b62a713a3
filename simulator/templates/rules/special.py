"""Carousels, limited-time offers and requests to call."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from simulator.errors import InvalidTemplateError
from simulator.templates.rules.buttons import check_buttons, kinds_of
from simulator.templates.rules.headers import HandleLookup, check_header
from simulator.templates.rules.texts import BODY, check_text

WRONG = 2388072
PRODUCT_CARDS = 2
CARD_BODY = BODY._replace(longest=160)
CARD_BUTTONS = frozenset({"QUICK_REPLY", "URL", "PHONE_NUMBER", "SPM"})
LONGEST_OFFER = 16
Parts = Mapping[str, Mapping[str, Any]]


class Context(NamedTuple):
    """What the checks need to know, apart from the components."""

    category: str
    is_named: bool
    find_handle: HandleLookup
    longest_code: int


def parts_of(components: Any, allowed: frozenset[str]) -> dict[str, Mapping[str, Any]]:
    """Return the components by type; each type occurs once."""
    if not isinstance(components, list) or not components:
        raise InvalidTemplateError(WRONG, "components is a list with a BODY.")
    parts: dict[str, Mapping[str, Any]] = {}
    for part in components:
        kind = str(part.get("type", "")).upper() if isinstance(part, dict) else ""
        if kind not in allowed or kind in parts:
            raise InvalidTemplateError(WRONG, f"A component of type {kind!r} is not allowed here.")
        if not isinstance(part.get("text", ""), str):
            raise InvalidTemplateError(WRONG, f"The text of {kind} is not a text.")
        parts[kind] = part
    return parts


def check_carousel(parts: Parts, context: Context) -> None:
    """Check the cards: 2 to 10 with the same parts, or 2 of products."""
    _need(context.category == "MARKETING", "A carousel is a marketing template.")
    _need(parts.keys() == {"BODY", "CAROUSEL"}, "A carousel has a BODY and CAROUSEL, no more.")
    cards = parts["CAROUSEL"].get("cards")
    _need(isinstance(cards, list) and 2 <= len(cards) <= 10, "A carousel has 2 to 10 cards.")
    assert isinstance(cards, list)  # noqa: S101 (checked in the line before)
    forms = [_check_card(card, context) for card in cards]
    _need(len(set(forms)) == 1, "All cards have the same parts.")
    is_of_products = forms[0][0] == "PRODUCT"
    _need(not is_of_products or len(cards) == PRODUCT_CARDS, "Define two cards for products.")


def _check_card(card: Any, context: Context) -> tuple[str, bool, tuple[str, ...]]:
    components = card.get("components") if isinstance(card, dict) else None
    parts = parts_of(components, frozenset({"HEADER", "BODY", "BUTTONS"}))
    _need("HEADER" in parts and "BUTTONS" in parts, "A card has a header and buttons.")
    handles, is_named = context.find_handle, context.is_named
    header = check_header(parts["HEADER"], context.category, handles, is_named=is_named)
    _need(header in {"IMAGE", "VIDEO", "PRODUCT"}, "A card has an image, a video or a product.")
    if "BODY" in parts:
        check_text(parts["BODY"], CARD_BODY, is_named=is_named)
    buttons = parts["BUTTONS"].get("buttons")
    kinds = kinds_of(check_buttons(buttons, context.category, context.longest_code))
    _need(len(kinds) <= 2 and CARD_BUTTONS.issuperset(kinds), "A card has up to two buttons.")
    return header, "BODY" in parts, tuple(kinds)


def check_offer(parts: Parts, context: Context) -> None:
    """Check a limited-time offer: its text, its place, and the code of one that expires."""
    _need(context.category == "MARKETING", "A limited-time offer is a marketing template.")
    order = [kind for kind in parts if kind != "HEADER"]
    _need(order == ["LIMITED_TIME_OFFER", "BODY", "BUTTONS"], "An offer, a body and buttons.")
    header = str(parts.get("HEADER", {}).get("format", "IMAGE")).upper()
    _need(header in {"IMAGE", "VIDEO"}, "The header of an offer is an image or a video.")
    offer = parts["LIMITED_TIME_OFFER"].get("limited_time_offer")
    text = offer.get("text") if isinstance(offer, dict) else None
    is_right = isinstance(text, str) and 1 <= len(text) <= LONGEST_OFFER
    _need(is_right, f"The text of an offer has 1 to {LONGEST_OFFER} characters.")
    kinds = kinds_of(parts["BUTTONS"]["buttons"])
    expires = isinstance(offer, dict) and offer.get("has_expiration") is True
    codes = ["COPY_CODE", "URL"] if expires or "COPY_CODE" in kinds else ["URL"]
    _need(kinds == codes, "An offer that expires has a copy code and then a link.")


def check_call_permission(parts: Parts, context: Context) -> None:
    _need(context.category != "AUTHENTICATION", "Codes do not ask for a call.")
    others: Sequence[str] = [kind for kind in parts if kind in {"BUTTONS", "CAROUSEL"}]
    _need(not others, "A request to call has no buttons.")


def _need(is_so: bool, otherwise: str) -> None:
    if not is_so:
        raise InvalidTemplateError(WRONG, otherwise)


#: The parts with rules of their own, in the order in which they are checked.
SPECIAL: dict[str, Callable[[Parts, Context], None]] = {
    "CAROUSEL": check_carousel,
    "LIMITED_TIME_OFFER": check_offer,
    "CALL_PERMISSION_REQUEST": check_call_permission,
}
