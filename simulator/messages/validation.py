"""Parse a call to send: the message and its recipient, or why it is refused."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from simulator.errors import GraphError
from simulator.messages.recipient import recipient_of
from simulator.people.identities import Identities
from simulator.settings import Number
from simulator.templates.book import Template, TemplateBook
from simulator.templates.parameters import Filled, FillRules, fill

LONGEST_CALLBACK = 512
FREE_FORM = frozenset({
    "text", "image", "video", "document", "audio", "sticker", "location", "contacts",
    "interactive", "reaction",
})  # fmt: skip
REQUEST_CONTACT_INFO = "request_contact_info"
INTERACTIVE = frozenset({
    "address_message", "button", "call_permission_request", "catalog_message", "cta_url", "flow",
    "list", "location_request_message", "product", "product_list", "voice_call", "carousel",
    REQUEST_CONTACT_INFO,
})  # fmt: skip


class Order(NamedTuple):
    """One message that may be accepted; without a template it is a free-form reply.

    `to` is the address as it was written; `digits` are None when it is a user id. `kind` is the
    type of the message, or of what is interactive in it.
    """

    to: str
    digits: str | None
    person: str
    template: Template | None
    callback: str | None
    filled: Filled
    kind: str = "template"

    @property
    def is_marketing(self) -> bool:
        return self.template is not None and self.template.is_marketing


class Sender(NamedTuple):
    """The sending number, and what a message may refer to."""

    number: Number
    book: TemplateBook
    rules: FillRules
    identities: Identities
    country_code: str = ""


def order_of(body: Mapping[str, Any], sender: Sender) -> Order:
    """Return the message in the body of a call; raise GraphError as the platform would refuse."""
    if body.get("messaging_product") != "whatsapp":
        raise GraphError(100, "The parameter messaging_product must be 'whatsapp'.")
    recipient = recipient_of(body, sender.number, sender.identities, sender.country_code)
    kind = _string(body, "type")
    if kind != "template":
        text = Filled(_free_text(body, kind), {})
        return Order(*recipient, None, _callback(body), text, _inner_kind(body, kind))
    described = _mapping(body, "template")
    language = _string(_mapping(described, "language"), "code")
    template = sender.book.sendable(_string(described, "name"), language)
    if recipient.digits is None and template.has_one_time_code:
        raise GraphError(131062, "One-time codes are sent to phone numbers only.")
    filled = fill(template.shape, described.get("components", []), sender.rules)
    return Order(*recipient, template, _callback(body), filled)


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
    if kind == "interactive":
        _check_interactive(_mapping(body, kind))
    return str(content.get("caption", "")) if isinstance(content, dict) else ""


def _inner_kind(body: Mapping[str, Any], kind: str) -> str:
    return str(body[kind]["type"]) if kind == "interactive" else kind


def _check_interactive(content: Mapping[str, Any]) -> None:
    kind, action = _string(content, "type"), _mapping(content, "action")
    if kind not in INTERACTIVE:
        raise GraphError(131009, f"Interactive messages of type {kind!r} do not exist.")
    if kind == REQUEST_CONTACT_INFO:
        _string(_mapping(content, "body"), "text")
        if _string(action, "name") != kind:
            raise GraphError(131009, f"The action of this message is {kind}.")


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
