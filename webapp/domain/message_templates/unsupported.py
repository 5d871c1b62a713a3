"""Parts of a template that need parameters that we do not send: the message would be refused."""

from webapp.domain.message_templates.components import (
    Components,
    button_kind,
    buttons,
    header_kind,
    part,
)
from webapp.domain.messages import Message, coded

_HEADERS = {
    "location": coded("message_templates.location_header"),
    "product": coded("message_templates.product_header"),
    "gif": coded("message_templates.gif_header"),
}
_PARTS = {
    "CAROUSEL": coded("message_templates.carousel"),
    "LIMITED_TIME_OFFER": coded("message_templates.limited_time_offer"),
}
_BUTTONS = {
    "otp": coded("message_templates.otp_button"),
    "mpm": coded("message_templates.mpm_button"),
    "spm": coded("message_templates.spm_button"),
}


def unsupported(components: Components) -> dict[str, Message]:
    """Return for "header", "body" and "buttons" why such a template can't be sent from here."""
    kinds = {str(item.get("type")).upper() for item in components}
    texts = {
        "header": _HEADERS.get(header_kind(part(components, "HEADER"))),
        "body": next((text for kind, text in _PARTS.items() if kind in kinds), None),
        "buttons": next(
            filter(None, map(_BUTTONS.get, map(button_kind, buttons(components)))), None
        ),
    }
    return {name: text for name, text in texts.items() if text}
