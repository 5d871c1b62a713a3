"""An event with a template's new texts, applied to the components that we know."""

from collections.abc import Mapping
from typing import Any

from webapp.domain.message_templates.components import Components

#: The key of each text in the event, and the component that it belongs to. [D:tcomp]
_TEXTS = {
    "message_template_title": "HEADER",
    "message_template_element": "BODY",
    "message_template_footer": "FOOTER",
}
_BUTTON = "message_template_button"


def with_new_texts(components: Components, value: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the components with the texts of the event; what it leaves out stays.

    >>> with_new_texts([{"type": "BODY", "text": "Hi"}], {"message_template_element": "Hello"})
    [{'type': 'BODY', 'text': 'Hello'}]
    """
    texts = {kind: value[key] for key, kind in _TEXTS.items() if isinstance(value.get(key), str)}
    changed = [_with_text(dict(component), texts, value) for component in components]
    return changed + [{"type": kind, "text": text} for kind, text in texts.items()]


def _with_text(
    component: dict[str, Any], texts: dict[str, str], value: Mapping[str, Any]
) -> dict[str, Any]:
    kind = str(component.get("type")).upper()
    listed = value.get(f"{_BUTTON}s")
    if kind in texts:
        component["text"] = texts.pop(kind)
    elif kind == "BUTTONS" and isinstance(listed, list):
        former = component.get("buttons") or []
        component["buttons"] = [
            {**(former[i] if i < len(former) else {}), **_button(item)}
            for i, item in enumerate(listed)
            if isinstance(item, Mapping)
        ]
    return component


def _button(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a button in the event by the keys of a template's button."""
    return {key.removeprefix(f"{_BUTTON}_"): value for key, value in item.items()}
