"""The source of each variable's value in a campaign: a fixed text or a contact's attribute."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from webapp.domain.message_templates.rendering import Variable
from webapp.domain.message_templates.value_texts import one_line
from webapp.domain.messages import coded, joined

#: A text that consists only of {{city}} means the attribute, as users write it in a form.
ATTRIBUTE = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")
#: Refers to the contact's name, which is a column and not one of its attributes.
NAME = "name"
#: For contacts without the attribute: they are skipped.
SKIP = "skip"


class InvalidValues(ValueError):
    """The mapping does not fit the template; `fields` has the fault of each variable."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(joined(fields.values()))
        self.fields = dict(fields)


@dataclass(frozen=True)
class Text:
    """The same text for everyone."""

    text: str


@dataclass(frozen=True)
class Attribute:
    """The contact's own attribute; `fallback` for those without it, or they are skipped."""

    attribute: str
    fallback: str | None = None
    skips: bool = False

    @property
    def is_needed(self) -> bool:
        """Return whether every recipient must have it."""
        return self.fallback is None and not self.skips


Source = Text | Attribute


def parse(mapping: Mapping[str, object], variables: Iterable[Variable]) -> dict[str, Source]:
    """Return the complete mapping of variables from a form or the API.

    Each is a plain text, {"text": ...} or {"attribute": ..., "fallback": ...}; {"missing": "skip"}
    with an attribute skips contacts without it. A named variable that is not mapped takes the
    attribute with its own name; a numbered one is left out, because each recipient may bring a
    value. Raises InvalidValues with every fault.
    """
    wanted = {variable.key: variable for variable in variables}
    sources: dict[str, Source] = {}
    fields = {
        key: coded("message_templates.no_variable", key=key) for key in mapping if key not in wanted
    }
    for key, variable in wanted.items():
        try:
            source = _source(variable, mapping.get(key))
        except ValueError as error:
            fields[key] = coded(
                "message_templates.variable_fault", variable=variable.label, why=str(error)
            )
        else:
            sources |= {key: source} if source else {}
    if fields:
        raise InvalidValues(fields)
    return sources


def dump(sources: Mapping[str, Source]) -> dict[str, dict[str, str]]:
    """Return the sources as JSON; `parse` reads them back the same."""
    return {key: _dumped(source) for key, source in sources.items()}


def value_for(source: Source, name: str, attributes: Mapping[str, object]) -> str | None:
    """Return one contact's value on one line; None if there is neither a value nor a fallback."""
    if isinstance(source, Text):
        return source.text
    stored = name if source.attribute == NAME else attributes.get(source.attribute)
    return ("" if stored is None else one_line(stored)) or source.fallback


def examples(mapping: Mapping[str, object], variables: Iterable[Variable]) -> dict[str, str]:
    """Return a value for each variable for a preview: the fixed text, an example, a fallback.

    The link of a picture or a file does not help users, and is left out.

    >>> name, off = Variable("1", "body", "Text 1", "Ana"), Variable("2", "body", "Text 2", "15 %")
    >>> examples({"1": {"attribute": "name"}, "2": "30 %"}, [name, off])
    {'1': 'Ana', '2': '30 %'}
    """
    all_variables = list(variables)
    try:
        sources = parse(mapping, all_variables)
    except InvalidValues:
        sources = {}
    texts = {key: one.text for key, one in sources.items() if isinstance(one, Text)}
    fallbacks = {
        key: one.fallback
        for key, one in sources.items()
        if isinstance(one, Attribute) and one.fallback
    }
    shown = (item for item in all_variables if item.example and not item.is_media)
    return fallbacks | {item.key: item.example for item in shown} | texts


def _source(variable: Variable, given: object) -> Source | None:
    if isinstance(given, str) and one_line(given):
        return _written(one_line(given))
    if isinstance(given, Mapping) and set(given) == {"text"}:
        return Text(_words(given, "text", coded("message_templates.needs_text")))
    if (
        isinstance(given, Mapping)
        and "attribute" in given
        and given.keys()
        <= {
            "attribute",
            "fallback",
            "missing",
        }
    ):
        attribute = _words(given, "attribute", coded("message_templates.needs_attribute"))
        return _attribute(attribute, given)
    if given not in (None, ""):
        raise ValueError(coded("message_templates.needs_source"))
    return None if re.search(r"[.]|^\d", variable.key) else Attribute(variable.key)


def _written(text: str) -> Source:
    if only := ATTRIBUTE.fullmatch(text):
        return Attribute(only[1])
    if mixed := ATTRIBUTE.search(text):  # everyone would read the braces
        raise ValueError(coded("message_templates.needs_one", mixed=mixed[0]))
    return Text(text)


def _words(given: Mapping[str, object], key: str, otherwise: str) -> str:
    words = given.get(key)
    if not isinstance(words, str) or not one_line(words):
        raise ValueError(otherwise)
    return one_line(words)


def _fallback(given: object) -> str | None:
    if given is not None and not isinstance(given, str):
        raise ValueError(coded("message_templates.needs_fallback"))
    return one_line(given or "") or None


def _attribute(name: str, given: Mapping[str, object]) -> Attribute:
    """Return the attribute with its fallback; SKIP leaves contacts out, whatever the fallback."""
    if given.get("missing") not in (None, "", SKIP):
        raise ValueError(coded("message_templates.needs_skip"))
    fallback, skips = _fallback(given.get("fallback")), given.get("missing") == SKIP
    return Attribute(name, None if skips else fallback, skips)


def _dumped(source: Source) -> dict[str, str]:
    if isinstance(source, Text):
        return {"text": source.text}
    if source.skips:
        return {"attribute": source.attribute, "missing": SKIP}
    fallback = {} if source.fallback is None else {"fallback": source.fallback}
    return {"attribute": source.attribute, **fallback}
