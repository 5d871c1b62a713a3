"""Rows of conditions that select contacts."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import FieldList, FormField, RadioField

from webapp.domain.audiences.audience_filter import MOST_CONDITIONS, Condition, Operator, parse
from webapp.domain.audiences.fields import FIELDS, called
from webapp.domain.imports.cell_values import Kind
from webapp.domain.translatable import N_
from webapp.forms.audiences.condition import ALONE, EXCLUDE, GROUPS, PARTS, ConditionForm
from webapp.forms.shell.base import Form, translated_choices
from webapp.language import translated
from webapp.queries.campaigns import filter_lookups

#: The minimum numbers of rows and of blank rows, and the groups to choose from.
ROWS, BLANK_ROWS = 3, 1
GROUPS_OFFERED = 3
MATCH = {"all": N_("All of these hold"), "any": N_("Any of these holds")}
#: A blank row; it may stay blank.
BLANK = {"field": "", "operator": Operator.IS.value, "value": "", "part": ALONE}
OTHER = {"all": "any", "any": "all"}


class FilterForm(Form):
    """Rows of conditions; all or any of them must match."""

    match = RadioField(_("People for whom"), choices=translated_choices(MATCH), default="all")
    conditions = FieldList(FormField(ConditionForm), _("Rows"), max_entries=MOST_CONDITIONS)

    def set_choices(self, attributes: Mapping[str, Kind | None]) -> None:
        """Set the fields to choose from, and add blank rows to fill in."""
        filled = len([row for row in self.conditions if row.form.field.data])
        while len(self.conditions) < min(max(ROWS, filled + BLANK_ROWS), MOST_CONDITIONS):
            self.conditions.append_entry(BLANK)
        fields, parts = self._field_choices(attributes), self._part_choices()
        for row in self.conditions:
            row.form.kinds = attributes
            row.form.field.choices, row.form.part.choices = fields, parts

    def _field_choices(self, attributes: Mapping[str, Kind | None]) -> dict[str, str]:
        """Return the fields of every contact and all attributes, including those only in rows."""
        used = {row.form.field.data or "" for row in self.conditions} - {"", *FIELDS}
        names = {*attributes, *(name.removeprefix("attributes.") for name in used)}
        labels = {
            f"attributes.{name}": _attribute_label(name, attributes) for name in sorted(names)
        }
        return {"": "–", **_columns(), **labels}

    def _part_choices(self) -> dict[str, str]:
        """Return the first groups, or all if more are in use."""
        used = {row.form.part.data for row in self.conditions}
        unused = set(GROUPS[GROUPS_OFFERED:]) if used.isdisjoint(GROUPS[GROUPS_OFFERED:]) else ()
        return {part: translated(words) for part, words in PARTS.items() if part not in unused}

    @property
    def filter(self) -> dict[str, Any]:
        """Return the filter in its stored form. Groups use the opposite match."""
        rows = [row.form for row in self.conditions if row.form.field.data]
        match = self.match.data or "all"
        parts = {
            part: [row.condition for row in rows if (row.part.data or ALONE) == part]
            for part in PARTS
        }
        groups = [
            {"match": OTHER[match], "conditions": parts[group]} for group in GROUPS if parts[group]
        ]
        stored = {"match": match, "conditions": [*parts[ALONE], *groups]}
        return stored | ({"exclude": parts[EXCLUDE]} if parts[EXCLUDE] else {})


def rows_for(filter_: Mapping[str, Any]) -> dict[str, Any]:
    """Return the form's rows for a stored filter."""
    parsed, rows, groups = parse(filter_), [], iter(GROUPS)
    for entry in parsed.conditions:
        if isinstance(entry, Condition):
            rows.append(_row(entry, ALONE))
        else:
            # A group with the same match as the filter is not a group.
            part = ALONE if entry.match == parsed.match else next(groups, ALONE)
            rows += [_row(condition, part) for condition in entry.conditions]
    rows += [_row(condition, EXCLUDE) for condition in parsed.exclude]
    return {"match": parsed.match, "conditions": rows}


def _row(condition: Condition, part: str) -> dict[str, str]:
    value = (
        filter_lookups.label_for(condition.field, condition.value)
        if filter_lookups.has_lookup(condition.field)
        else condition.value
    )
    name = condition.field
    is_attribute = name not in FIELDS and not name.startswith("attributes.")
    field = f"attributes.{name}" if is_attribute else name
    return {"field": field, "operator": condition.operator.value, "value": value, "part": part}


def _columns() -> dict[str, str]:
    """Return the fields of every contact."""
    names = {name: translated(called(name)).capitalize() for name in FIELDS}
    return names | {"country": gettext("Country (US, CO, ...)")}


def _attribute_label(name: str, kinds: Mapping[str, Kind | None]) -> str:
    """Return an attribute's display name, with the type of its values."""
    label = called(f"attributes.{name}").capitalize()
    match kinds.get(name):
        case Kind.NUMBER:
            return gettext("%(field)s (number)", field=label)
        case Kind.DATE:
            return gettext("%(field)s (date)", field=label)
        case Kind.YES_NO:
            return gettext("%(field)s (yes or no)", field=label)
    return label
