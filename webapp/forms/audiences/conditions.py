"""Rows of conditions, by which people are chosen."""

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
from webapp.forms.shell.base import Form, shown
from webapp.language import translated
from webapp.queries.campaigns import filter_lookups

#: Rows that a page offers, and how many of them are blank at least; and groups.
ROWS, BLANK_ROWS = 3, 1
GROUPS_OFFERED = 3
MATCH = {"all": N_("All of these hold"), "any": N_("Any of these holds")}
#: A row that is offered to be filled in, and may be left as it is.
BLANK = {"field": "", "operator": Operator.IS.value, "value": "", "part": ALONE}
OTHER = {"all": "any", "any": "all"}


class FilterForm(Form):
    """Rows of conditions, of which all or any must hold."""

    match = RadioField(_("People for whom"), choices=shown(MATCH), default="all")
    conditions = FieldList(FormField(ConditionForm), _("Rows"), max_entries=MOST_CONDITIONS)

    def offer(self, attributes: Mapping[str, Kind | None]) -> None:
        """Offer the fields to choose from, and blank rows to fill in."""
        filled = len([one for one in self.conditions if one.form.field.data])
        while len(self.conditions) < min(max(ROWS, filled + BLANK_ROWS), MOST_CONDITIONS):
            self.conditions.append_entry(BLANK)
        fields, parts = self._field_choices(attributes), self._part_choices()
        for row in self.conditions:
            row.form.kinds = attributes
            row.form.field.choices, row.form.part.choices = fields, parts

    def _field_choices(self, attributes: Mapping[str, Kind | None]) -> dict[str, str]:
        """The fields of every contact, and all attributes; also those that nobody has any more."""
        used = {row.form.field.data or "" for row in self.conditions} - {"", *FIELDS}
        names = {*attributes, *(name.removeprefix("attributes.") for name in used)}
        typed = {f"attributes.{name}": _typed(name, attributes) for name in sorted(names)}
        return {"": "–", **_columns(), **typed}

    def _part_choices(self) -> dict[str, str]:
        """A few groups, or all where more are in use."""
        used = {row.form.part.data for row in self.conditions}
        left_out = set(GROUPS[GROUPS_OFFERED:]) if used.isdisjoint(GROUPS[GROUPS_OFFERED:]) else ()
        return {part: translated(words) for part, words in PARTS.items() if part not in left_out}

    @property
    def filter(self) -> dict[str, Any]:
        """The filter as it is stored. In a group it is enough, or needed, that the other holds."""
        rows = [row.form for row in self.conditions if row.form.field.data]
        match = self.match.data or "all"
        parts = {
            part: [row.condition for row in rows if (row.part.data or ALONE) == part]
            for part in PARTS
        }
        groups = [{"match": OTHER[match], "conditions": parts[one]} for one in GROUPS if parts[one]]
        stored = {"match": match, "conditions": [*parts[ALONE], *groups]}
        return stored | ({"exclude": parts[EXCLUDE]} if parts[EXCLUDE] else {})


def rows_of(filter_: Mapping[str, Any]) -> dict[str, Any]:
    """Return the form's first values for a stored filter."""
    parsed, rows, groups = parse(filter_), [], iter(GROUPS)
    for one in parsed.conditions:
        if isinstance(one, Condition):
            rows.append(_row(one, ALONE))
        else:
            # A group that asks what the whole asks is no group.
            part = ALONE if one.match == parsed.match else next(groups, ALONE)
            rows += [_row(inner, part) for inner in one.conditions]
    rows += [_row(one, EXCLUDE) for one in parsed.exclude]
    return {"match": parsed.match, "conditions": rows}


def _row(one: Condition, part: str) -> dict[str, str]:
    value = (
        filter_lookups.label_for(one.field, one.value)
        if filter_lookups.has_lookup(one.field)
        else one.value
    )
    is_attribute = one.field not in FIELDS and not one.field.startswith("attributes.")
    field = f"attributes.{one.field}" if is_attribute else one.field
    return {"field": field, "operator": one.operator.value, "value": value, "part": part}


def _columns() -> dict[str, str]:
    """The fields of every contact."""
    named = {name: translated(called(name)).capitalize() for name in FIELDS}
    return named | {"country": gettext("Country (US, CO, ...)")}


def _typed(name: str, kinds: Mapping[str, Kind | None]) -> str:
    """Call an attribute what people call it, and say what kind of values it holds."""
    words = called(f"attributes.{name}").capitalize()
    match kinds.get(name):
        case Kind.NUMBER:
            return gettext("%(field)s (number)", field=words)
        case Kind.DATE:
            return gettext("%(field)s (date)", field=words)
        case Kind.YES_NO:
            return gettext("%(field)s (yes or no)", field=words)
    return words
