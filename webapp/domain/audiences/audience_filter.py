"""An audience as data: conditions on contacts, combined by all or any, and exclusions."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from webapp.domain.audiences.fields import OPERATORS, WITHOUT_VALUE, WORDS, called, kind_of
from webapp.domain.audiences.operators import VALUES, InvalidFilter, Operator
from webapp.domain.translatable import N_

__all__ = ["AudienceFilter", "Condition", "Group", "InvalidFilter", "Operator", "dump", "parse"]

#: The most conditions in a filter, groups and exclusions included; and the most groups.
MOST_CONDITIONS, MOST_GROUPS = 100, 9


@dataclass(frozen=True)
class Condition:
    """A field, which is one of FIELDS or "attributes.NAME", and what it must be.

    The label is shown instead of a value that is an id.
    """

    field: str
    operator: Operator
    value: str = ""
    label: str = ""

    def __str__(self) -> str:
        field, test, value = called(self.field), WORDS[self.operator], self.label or self.value
        if self.operator in WITHOUT_VALUE:
            return N_("%(field)s %(test)s", field=field, test=test)
        return N_("%(field)s %(test)s “%(value)s”", field=field, test=test, value=value)


@dataclass(frozen=True)
class Group:
    """Conditions, and whether "all" or "any" must hold."""

    match: str
    conditions: tuple[Condition, ...]

    def __str__(self) -> str:
        return N_("(%(conditions)s)", conditions=_joined(self.match, self.conditions))


@dataclass(frozen=True)
class AudienceFilter:
    """Conditions and groups of them, combined by all or any; an empty filter selects everyone.

    A contact that meets any exclusion is left out.
    """

    match: str = "all"
    conditions: tuple[Condition | Group, ...] = ()
    exclude: tuple[Condition, ...] = ()

    def __str__(self) -> str:
        selection = N_("Everyone")
        if self.conditions:
            selection = N_("Everyone whose %(rule)s", rule=_joined(self.match, self.conditions))
        if not self.exclude:
            return selection
        left_out = _joined("any", self.exclude)
        return N_("%(chosen)s, except those whose %(rule)s", chosen=selection, rule=left_out)


def _joined(match: str, parts: Iterable[object]) -> str:
    """Return the parts joined by the word for all or any."""
    words = map(str, parts)
    if match == "all":
        return reduce(lambda left, right: N_("%(one)s and %(other)s", one=left, other=right), words)
    return reduce(lambda left, right: N_("%(one)s or %(other)s", one=left, other=right), words)


def parse(filter_: Mapping[str, Any]) -> AudienceFilter:
    """Return a filter from its stored form, which the API also uses. Raises InvalidFilter.

    >>> lima = {"field": "attributes.city", "operator": "is", "value": "Lima"}
    >>> print(parse({"conditions": [lima]}))
    Everyone whose city is “Lima”
    """
    _only(filter_, "match", "conditions", "exclude")
    parts, exclude = _each(filter_, "conditions", _part), _each(filter_, "exclude", _condition)
    groups = [part for part in parts if isinstance(part, Group)]
    inside = sum(len(group.conditions) for group in groups)
    if len(parts) - len(groups) + inside + len(exclude) > MOST_CONDITIONS:
        raise InvalidFilter(N_("A filter has %(most)s conditions at most.", most=MOST_CONDITIONS))
    if len(groups) > MOST_GROUPS:
        raise InvalidFilter(N_("A filter has %(most)s groups at most.", most=MOST_GROUPS))
    return AudienceFilter(_match(filter_), parts, exclude)


def dump(parsed: AudienceFilter) -> dict[str, Any]:
    """Return the filter in its stored form."""
    written: dict[str, Any] = {
        "match": parsed.match,
        "conditions": [
            _dumped(part)
            if isinstance(part, Condition)
            else {"match": part.match, "conditions": list(map(_dumped, part.conditions))}
            for part in parsed.conditions
        ],
    }
    return written | ({"exclude": list(map(_dumped, parsed.exclude))} if parsed.exclude else {})


def _dumped(condition: Condition) -> dict[str, str]:
    written = {
        "field": condition.field,
        "operator": condition.operator.value,
        "value": condition.value,
    }
    return written | ({"label": condition.label} if condition.label else {})


def _only(stored: Mapping[str, Any], *names: str) -> None:
    if unknown := stored.keys() - set(names):
        raise InvalidFilter(
            N_(
                "A filter has no “%(unknown)s”; it has: %(known)s.",
                unknown=min(map(str, unknown)),
                known=", ".join(names),
            )
        )


def _match(stored: Mapping[str, Any]) -> str:
    match = stored.get("match", "all")
    if match not in ("all", "any"):
        raise InvalidFilter(N_("“match” is “all” or “any”."))
    return str(match)


def _each(stored: Mapping[str, Any], name: str, read: Callable[[object], Any]) -> tuple[Any, ...]:
    rows = stored.get(name, [])
    if not isinstance(rows, list):
        raise InvalidFilter(N_("“%(name)s” is a list.", name=name))
    return tuple(map(read, rows))


def _part(stored: object) -> Condition | Group:
    """Return a condition or a group of them; a group contains no groups."""
    if not isinstance(stored, Mapping) or "conditions" not in stored:
        return _condition(stored)
    _only(stored, "match", "conditions")
    conditions = _each(stored, "conditions", _condition)
    if not conditions:
        raise InvalidFilter(N_("A group has at least one condition."))
    return Group(_match(stored), conditions)


def _condition(stored: object) -> Condition:
    if not isinstance(stored, Mapping) or not isinstance(stored.get("field"), str):
        raise InvalidFilter(N_("Each condition has a “field”, an “operator” and a “value”."))
    field = stored["field"]
    allowed, operator_name = OPERATORS[kind_of(field)], stored.get("operator")
    if operator_name not in list(allowed):
        raise InvalidFilter(
            N_(
                "“%(operator)s” is not one of the operators %(names)s.",
                operator=str(operator_name),
                names=", ".join(allowed),
            )
        )
    operator, value = Operator(operator_name), stored.get("value", "")
    if operator in WITHOUT_VALUE:
        return Condition(field, operator)
    if not isinstance(value, str) or not value.strip():
        raise InvalidFilter(N_("The condition on “%(field)s” needs a value.", field=called(field)))
    label = stored.get("label", "")
    return Condition(field, operator, _checked(field, operator, value.strip()), str(label)[:200])


def _checked(field: str, operator: Operator, value: str) -> str:
    """Return the value if it is valid for the operator or the field."""
    reader = VALUES.get(field) or VALUES.get(operator)
    if reader is not None and not reader.fits(value):
        raise InvalidFilter(
            N_(
                "The condition on “%(field)s” needs %(what)s.",
                field=called(field),
                what=reader.words,
            )
        )
    return value
