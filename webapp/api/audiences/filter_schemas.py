"""The filter of an audience as JSON schemas: every field with its operators."""

from collections.abc import Iterable

from webapp.api.shell.json_schemas import TEXT, Schema, array_of, ref
from webapp.domain.audiences.audience_filter import MOST_CONDITIONS, MOST_GROUPS
from webapp.domain.audiences.fields import FIELDS, OPERATORS, FieldKind
from webapp.domain.audiences.operators import Operator

MATCH: Schema = {"type": "string", "enum": ["all", "any"], "default": "all"}


def _condition(field: Schema, operators: Iterable[Operator]) -> Schema:
    return {
        "type": "object",
        "properties": {
            "field": {"type": "string", **field},
            "operator": {"type": "string", "enum": [operator.value for operator in operators]},
            "value": {
                **TEXT,
                "description": "A text, a number such as 12.5, a date such as 2026-12-31, a number "
                "of days, or the id of a campaign or a file; none for is_set and is_not_set.",
            },
            "label": {**TEXT, "description": "What people read instead of an id."},
        },
        "required": ["field", "operator"],
    }


def _fields(kind: FieldKind) -> Schema:
    if kind == FieldKind.ATTRIBUTE:
        return {"pattern": r"^attributes\..+"}
    return {"enum": [name for name, (field_kind, _) in FIELDS.items() if field_kind == kind]}


#: The schemas by their names.
FILTERS: dict[str, Schema] = {
    "Condition": {"anyOf": [_condition(_fields(kind), OPERATORS[kind]) for kind in FieldKind]},
    "Group": {
        "type": "object",
        "properties": {"match": MATCH, "conditions": {**array_of(ref("Condition")), "minItems": 1}},
        "required": ["conditions"],
    },
    "Filter": {
        "type": "object",
        "description": f"At most {MOST_CONDITIONS} conditions, and {MOST_GROUPS} groups.",
        "properties": {
            "match": MATCH,
            "conditions": array_of({"anyOf": [ref("Condition"), ref("Group")]}),
            "exclude": array_of(ref("Condition")),
        },
    },
}
