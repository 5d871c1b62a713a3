"""Parse a call to send: the message and its recipient, or why it is refused."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson

from simulator.behaviour import Behaviour
from simulator.errors import GraphError
from simulator.people.phones import digits_of, person_of
from simulator.settings import Number
from simulator.templates.book import Template, TemplateBook
from simulator.templates.parameters import Filled, MediaCheck, fill

LONGEST_CALLBACK = 512
FREE_FORM = frozenset({
    "text", "image", "video", "document", "audio", "sticker", "location", "contacts",
    "interactive", "reaction",
})  # fmt: skip


class Order(NamedTuple):
    """One message that may be accepted; without a template it is a free-form reply."""

    to: str
    digits: str
    person: str
    template: Template | None
    callback: str | None
    filled: Filled

    @property
    def is_marketing(self) -> bool:
        return self.template is not None and self.template.is_marketing


def order_of(
    raw: bytes, number: Number, book: TemplateBook, check_medium: MediaCheck, behaviour: Behaviour
) -> Order:
    """Return the parsed body of a call; raise GraphError as the platform would refuse it."""
    body = _body(raw)
    to, digits = _recipient(body, number, behaviour)
    person = person_of(digits)
    kind = _string(body, "type")
    if kind != "template":
        return Order(to, digits, person, None, _callback(body), Filled(_free_text(body, kind), {}))
    asked = _mapping(body, "template")
    template = book.sendable(_string(asked, "name"), _string(_mapping(asked, "language"), "code"))
    filled = fill(template.shape, asked.get("components", []), check_medium)
    return Order(to, digits, person, template, _callback(body), filled)


def check_endpoint(order: Order, *, is_marketing_only: bool, is_marketing_refused: bool) -> None:
    """Refuse what belongs to the other endpoint of /messages and /marketing_messages."""
    if is_marketing_only and order.template is None:
        raise GraphError(131055, "Only template messages are supported here.")
    if is_marketing_only and not order.is_marketing:
        raise GraphError(134100, "Only marketing templates are supported here.")
    if not is_marketing_only and is_marketing_refused and order.is_marketing:
        raise GraphError(131063, "Send marketing templates to /marketing_messages.")


def _body(raw: bytes) -> dict[str, Any]:
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise GraphError(100, "The body is not valid JSON.") from None
    if not isinstance(body, dict) or body.get("messaging_product") != "whatsapp":
        raise GraphError(100, "The parameter messaging_product must be 'whatsapp'.")
    return body


def _recipient(body: Mapping[str, Any], number: Number, behaviour: Behaviour) -> tuple[str, str]:
    to = body.get("to")
    if not to and body.get("recipient"):
        raise GraphError(131062, "This simulator writes to phone numbers only.")
    if not to:
        raise GraphError(100, "The parameter to is required.")
    digits = digits_of(to) if isinstance(to, str) else None
    if digits is None:
        raise GraphError(131009, f"to: {to!r} is not a phone number.")
    if not to.startswith("+") and behaviour.business_country_code:
        digits = behaviour.business_country_code + digits
    if digits == digits_of(number.display_phone_number):
        raise GraphError(131021, "The recipient is the sender.")
    return to, digits


def _callback(body: Mapping[str, Any]) -> str | None:
    callback = body.get("biz_opaque_callback_data")
    if callback is None:
        return None
    if not isinstance(callback, str) or len(callback) > LONGEST_CALLBACK:
        raise GraphError(
            100, f"biz_opaque_callback_data has at most {LONGEST_CALLBACK} characters."
        )
    return callback


def _free_text(body: Mapping[str, Any], kind: str) -> str:
    if kind not in FREE_FORM:
        raise GraphError(131051, f"Messages of type {kind!r} are not supported.")
    if kind == "text":
        return _string(_mapping(body, "text"), "body")
    content = body.get(kind)
    if content is None:
        raise GraphError(131008, f"The parameter {kind} is required.")
    return str(content.get("caption", "")) if isinstance(content, dict) else ""


def _mapping(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = body.get(name)
    if not isinstance(value, dict):
        raise GraphError(131008, f"The parameter {name} is required.")
    return value


def _string(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise GraphError(131008, f"The parameter {name} is required.")
    return value
