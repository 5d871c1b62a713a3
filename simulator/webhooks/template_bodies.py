"""The bodies of the webhooks about message templates."""

from collections.abc import Mapping
from typing import Any

from simulator.webhooks.bodies import envelope

Json = dict[str, Any]
BUTTON_KEYS = ("type", "text", "url", "phone_number")


def template_status_body(
    waba_id: str, node: Mapping[str, Any], at: float, event: str, reason: str, **details: Any
) -> Json:
    """Return the news of a template's status. `details` are keys such as `rejection_info`."""
    value = {
        "event": event,
        **named(node),
        # Meta's own examples write the language with a hyphen here.
        "message_template_language": node["language"].replace("_", "-"),
        "message_template_category": node["category"],
        "reason": reason,
        **details,
    }
    return envelope(waba_id, "message_template_status_update", value, time=int(at))


def category_body(waba_id: str, node: Mapping[str, Any], at: float, **categories: Any) -> Json:
    """Return the news of a category: one that will change, or one that has changed."""
    value = named(node) | categories
    return envelope(waba_id, "template_category_update", value, time=int(at))


def components_body(waba_id: str, node: Mapping[str, Any], at: float) -> Json:
    """Return the news of the texts and buttons of an edited template."""
    parts = {str(part["type"]).upper(): part for part in node["components"]}
    title, footer = (parts.get(kind, {}).get("text") for kind in ("HEADER", "FOOTER"))
    buttons = [_button(button) for button in parts.get("BUTTONS", {}).get("buttons", ())]
    value = named(node) | {"message_template_element": parts["BODY"].get("text", "")}
    optional = {"title": title, "footer": footer, "buttons": buttons}
    value |= {f"message_template_{key}": text for key, text in optional.items() if text}
    return envelope(waba_id, "message_template_components_update", value, time=int(at))


def named(node: Mapping[str, Any]) -> Json:
    """Return the keys that name a template in every event."""
    return {
        "message_template_id": int(node["id"]),
        "message_template_name": node["name"],
        "message_template_language": node["language"],
    }


def _button(button: Mapping[str, Any]) -> Json:
    return {f"message_template_button_{key}": button[key] for key in BUTTON_KEYS if key in button}
