"""The bodies we send: a template message, filled in for one contact, or a plain text."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from webapp.domain.contacts.address import Address
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
from webapp.domain.message_templates.value_texts import escaped_suffix
from webapp.domain.webhook.opt_out_meaning import STOP_PAYLOAD, is_stop_button

Json = dict[str, Any]


def template_message(
    to: Address,
    name: str,
    language: str,
    components: Components,
    values: Mapping[str, str],
    callback: str | None = None,
) -> Json:
    """Return the body of one template message.

    `components` are the template's own, `values` one for each of its variables: a missing one
    raises KeyError. `callback` comes back in receipts, and as the token of a flow.
    """
    template: Json = {"name": name, "language": {"code": language}}
    if filled := [*_texts(components, values), *_buttons(components, values, callback)]:
        template["components"] = filled
    body: Json = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **to.fields,
        "type": "template",
        "template": template,
    }
    return body | {"biz_opaque_callback_data": callback} if callback else body


def _texts(components: Components, values: Mapping[str, str]) -> Iterator[Json]:
    header = part(components, "HEADER")
    if (kind := header_kind(header)) in MEDIA:
        yield {"type": "header", "parameters": [_media(kind, values[f"header.{kind}"])]}
    elif gaps := placeholders(header.get("text") or ""):
        parameters = [_text(gap, values[header_key(gap)]) for gap in gaps]
        yield {"type": "header", "parameters": parameters}
    if gaps := placeholders(part(components, "BODY").get("text") or ""):
        yield {"type": "body", "parameters": [_text(gap, values[gap]) for gap in gaps]}


def _text(gap: str, value: str) -> Json:
    named = {} if gap.isdigit() else {"parameter_name": gap}
    return {"type": "text", **named, "text": value}


def _media(kind: str, value: str) -> Json:
    """Return a file by the id of its upload or by a link; a document shows its file's name."""
    if value.isdecimal():
        return {"type": kind, kind: {"id": value}}
    filename = _filename(value)
    shown = {"filename": filename} if kind == "document" and filename else {}
    return {"type": kind, kind: {"link": value, **shown}}


def _filename(link: str) -> str:
    """Return the last part of the link's path. Takes any text: links come from users too."""
    path = re.split("[?#]", link.partition("://")[2], maxsplit=1)[0].partition("/")[2]
    return unquote(path.rpartition("/")[2])


def _buttons(
    components: Components, values: Mapping[str, str], callback: str | None
) -> Iterator[Json]:
    for i, button in enumerate(buttons(components)):
        if parameter := _button_parameter(button, f"button.{i}", values, callback):
            yield {
                "type": "button",
                "sub_type": button_kind(button),
                "index": str(i),
                "parameters": [parameter],
            }


def _button_parameter(
    button: Mapping[str, Any], key: str, values: Mapping[str, str], callback: str | None
) -> Json | None:
    """Return what we have to send for the button; None if nothing.

    A flow returns its token with the answer: ours names the recipient and cannot be guessed.
    """
    kind = button_kind(button)
    if kind == "copy_code":
        return {"type": "coupon_code", "coupon_code": values[key]}
    if PLACEHOLDER.search(button.get("url") or ""):
        return {"type": "text", "text": escaped_suffix(values[key])}
    if kind == "quick_reply" and is_stop_button(str(button.get("text"))):
        return {"type": "payload", "payload": STOP_PAYLOAD}
    if kind == "flow" and callback:
        return {"type": "action", "action": {"flow_token": callback}}
    return None


def text_message(to: Address, text: str, answered: str, callback: str) -> Json:
    """Return the body of a plain text that quotes the message it replies to."""
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **to.fields,
        "type": "text",
        "text": {"body": text},
        "context": {"message_id": answered},
        "biz_opaque_callback_data": callback,
    }
