"""The texts of a template: their lengths, their variables, and the examples of these."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from simulator.errors import InvalidTemplateError
from simulator.templates.shape import VARIABLE, Text

TOO_LONG, TOO_MANY_VARIABLES, VARIABLE_AT_THE_EDGE = 2388040, 2388293, 2388299
NAME = re.compile(r"[a-z_]+")
WORD = re.compile(r"\w+")


class TextRule(NamedTuple):
    """What one text of a template must be; `subcode` is the one of a format error."""

    place: str
    longest: int
    subcode: int
    most_variables: int = 0
    is_body: bool = False


HEADER = TextRule("HEADER", 60, 2388047, most_variables=1)
BODY = TextRule("BODY", 1024, 2388072, most_variables=100, is_body=True)
FOOTER = TextRule("FOOTER", 60, 2388073)


def check_text(part: Mapping[str, Any], rule: TextRule, *, is_named: bool) -> None:
    """Check the text of a header, body or footer, and the examples of its variables."""
    text = part.get("text")
    if not isinstance(text, str) or not text.strip():
        raise InvalidTemplateError(rule.subcode, f"{rule.place} needs a text.")
    if len(text) > rule.longest:
        raise InvalidTemplateError(
            TOO_LONG, f"{rule.place} has more than {rule.longest} characters."
        )
    names = Text.of(text).names
    rest = VARIABLE.sub("", text)
    if "{{" in rest or "}}" in rest or len(names) > rule.most_variables:
        raise InvalidTemplateError(rule.subcode, f"{rule.place} has a variable it may not have.")
    if not names:
        return
    _check_names(names, rule, is_named=is_named)
    if rule.is_body:
        _check_places(text, len(names), rule)
    _check_examples(part.get("example"), names, rule, is_named=is_named)


def _check_names(names: Sequence[str], rule: TextRule, *, is_named: bool) -> None:
    if is_named:
        are_right = all(NAME.fullmatch(name) for name in names)
    else:
        are_right = list(names) == [str(number) for number in range(1, len(names) + 1)]
    if not are_right:
        kind = "small letters and underscores" if is_named else "the numbers from 1 on"
        raise InvalidTemplateError(rule.subcode, f"The variables of {rule.place} are {kind}.")


def _check_places(text: str, variables: int, rule: TextRule) -> None:
    parts = Text.of(text.strip()).parts
    if not parts[0].strip() or not parts[-1].strip():
        raise InvalidTemplateError(
            VARIABLE_AT_THE_EDGE, "A variable may not be at the start or the end of the text."
        )
    if any(not literal.strip() for literal in parts[2:-1:2]):
        raise InvalidTemplateError(rule.subcode, "Two variables may not touch each other.")
    if len(WORD.findall(" ".join(parts[::2]))) < 2 * variables + 1:
        raise InvalidTemplateError(
            TOO_MANY_VARIABLES, "The text has too many variables for its length."
        )


def _check_examples(example: Any, names: Sequence[str], rule: TextRule, *, is_named: bool) -> None:
    values = example if isinstance(example, dict) else {}
    key = f"{rule.place.lower()}_text"
    if is_named:
        params = map(_object, _list(values.get(f"{key}_named_params")))
        named = {str(item.get("param_name")): item.get("example") for item in params}
        is_right = named.keys() == set(names) and all(map(_is_text, named.values()))
    else:
        row = _list(values.get(key))
        row = _list(row[0]) if rule.is_body and row else row
        is_right = len(row) == len(names) and all(map(_is_text, row))
    if not is_right:
        raise InvalidTemplateError(
            2388043, f"{rule.place} needs an example of each of its variables."
        )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())
