"""The variables of a message template, each with a key, a label and an example."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

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
from webapp.domain.messages import coded


@dataclass(frozen=True)
class Variable:
    """A variable of a template. Header and body share a named one; that of button 0 is button.0."""

    key: str
    where: Literal["header", "body", "button"]
    label: str
    example: str = ""

    @property
    def is_media(self) -> bool:
        return self.where == "header" and self.key.removeprefix("header.") in MEDIA


def variables(components: Components, parameter_format: str) -> list[Variable]:
    """Return the variables of a template, in reading order, each once."""
    named = parameter_format.upper() == "NAMED"
    found = [
        *_header_variables(part(components, "HEADER"), named),
        *_body_variables(part(components, "BODY"), named),
        *_button_variables(components),
    ]
    return [_together(list(same)) for same in _by_key(found).values()]


def _by_key(found: Iterable[Variable]) -> dict[str, list[Variable]]:
    same: dict[str, list[Variable]] = {}
    for variable in found:
        same.setdefault(variable.key, []).append(variable)
    return same


def _together(same: Sequence[Variable]) -> Variable:
    """Return the first of several equal variables, with the first example of any of them."""
    examples = (variable.example for variable in same if variable.example)
    return replace(same[0], example=next(examples, ""))


def _header_variables(header: Mapping[str, Any], named: bool) -> Iterator[Variable]:
    kind, example = header_kind(header), header.get("example") or {}
    if kind in MEDIA:
        handle = next(iter(example.get("header_handle") or ()), "")
        yield Variable(
            f"header.{kind}", "header", coded("message_templates.header_of_kind", kind=kind), handle
        )
        return
    names = placeholders(header.get("text") or "")
    examples = _examples(names, example, "header_text", named)
    for name in names:
        label = (
            coded("message_templates.header_gap", gap=name) if name.isdigit() else _in_words(name)
        )
        yield Variable(header_key(name), "header", label, examples.get(name, ""))


def _body_variables(body: Mapping[str, Any], named: bool) -> Iterator[Variable]:
    names = placeholders(body.get("text") or "")
    examples = _examples(names, body.get("example") or {}, "body_text", named)
    for name in names:
        label = coded("message_templates.text_gap", gap=name) if name.isdigit() else _in_words(name)
        yield Variable(name, "body", label, examples.get(name, ""))


def _button_variables(components: Components) -> Iterator[Variable]:
    for i, button in enumerate(buttons(components)):
        url, text = button.get("url") or "", button.get("text") or ""
        example = button.get("example") or ""
        example = example if isinstance(example, str) else str(next(iter(example), ""))
        if button_kind(button) == "copy_code":
            yield Variable(
                f"button.{i}", "button", coded("message_templates.code_to_copy"), example
            )
        elif match := PLACEHOLDER.search(url):
            ending = example.removeprefix(url[: match.start()])
            yield Variable(
                f"button.{i}", "button", coded("message_templates.link_end", text=text), ending
            )


def _examples(
    names: list[str], example: Mapping[str, Any], key: str, named: bool
) -> dict[str, str]:
    if named:
        params = example.get(f"{key}_named_params") or []
        return {param.get("param_name", ""): str(param.get("example", "")) for param in params}
    row = example.get(key) or []
    row = row[0] if row and isinstance(row[0], list) else row  # the body's is a list of rows
    return dict(zip(names, map(str, row), strict=False))


def _in_words(name: str) -> str:
    return name.replace("_", " ").capitalize()
