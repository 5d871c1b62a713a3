"""An audience as data: conditions on contacts, all or any of which hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class InvalidFilter(ValueError):
    """The filter cannot be read; the message says why, for whoever wrote it."""


class Operator(StrEnum):
    """What a condition asks of its field; letters in either case are the same."""

    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    STARTS_WITH = "starts_with"
    IS_SET = "is_set"
    IS_NOT_SET = "is_not_set"


#: How each operator reads in a sentence.
WORDS = {
    Operator.IS: "is",
    Operator.IS_NOT: "is not",
    Operator.CONTAINS: "contains",
    Operator.STARTS_WITH: "starts with",
    Operator.IS_SET: "has a value",
    Operator.IS_NOT_SET: "has no value",
}

#: These ask nothing of a value.
WITHOUT_VALUE = (Operator.IS_SET, Operator.IS_NOT_SET)


@dataclass(frozen=True)
class Condition:
    """One field ("name", "country", "phone_number" or "attributes.NAME"), and what it must be."""

    field: str
    operator: Operator
    value: str = ""

    def __str__(self) -> str:
        field = self.field.removeprefix("attributes.").replace("_", " ")
        value = "" if self.operator in WITHOUT_VALUE else f" “{self.value}”"
        return f"{field} {WORDS[self.operator]}{value}"


@dataclass(frozen=True)
class AudienceFilter:
    """Conditions of which "all" or "any" must hold; none at all selects everyone."""

    match: str = "all"
    conditions: tuple[Condition, ...] = ()

    def __str__(self) -> str:
        joined = (" and " if self.match == "all" else " or ").join(map(str, self.conditions))
        return f"Everyone whose {joined}" if joined else "Everyone"


def parse(filter_: Mapping[str, Any]) -> AudienceFilter:
    """Read a filter as it is stored and as the API takes it. Raises InvalidFilter.

    >>> lima = {"field": "attributes.city", "operator": "is", "value": "Lima"}
    >>> print(parse({"conditions": [lima]}))
    Everyone whose city is “Lima”
    """
    unknown = filter_.keys() - {"match", "conditions"}
    if unknown:
        raise InvalidFilter(f"A filter has no “{min(unknown)}”; it has “match” and “conditions”.")
    match, conditions = filter_.get("match", "all"), filter_.get("conditions", [])
    if match not in ("all", "any"):
        raise InvalidFilter("“match” is “all” or “any”.")
    if not isinstance(conditions, list):
        raise InvalidFilter("“conditions” is a list.")
    return AudienceFilter(match, tuple(map(_condition, conditions)))


def dump(parsed: AudienceFilter) -> dict[str, Any]:
    """Write the filter as it is stored."""
    conditions = [
        {"field": c.field, "operator": c.operator.value, "value": c.value}
        for c in parsed.conditions
    ]
    return {"match": parsed.match, "conditions": conditions}


def _condition(given: object) -> Condition:
    if not isinstance(given, Mapping) or not isinstance(given.get("field"), str):
        raise InvalidFilter("Each condition has a “field”, an “operator” and a “value”.")
    if given.get("operator") not in list(Operator):
        allowed = ", ".join(Operator)
        raise InvalidFilter(f"“{given.get('operator')}” is not one of the operators {allowed}.")
    operator, value = Operator(given["operator"]), given.get("value", "")
    if operator not in WITHOUT_VALUE and (not isinstance(value, str) or not value.strip()):
        raise InvalidFilter(f"The condition on “{given['field']}” needs a value.")
    return Condition(given["field"], operator, "" if operator in WITHOUT_VALUE else value.strip())
