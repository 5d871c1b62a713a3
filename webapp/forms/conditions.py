"""Rows of field, operator and value, by which people are chosen."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field, FieldList, FormField, RadioField, SelectField, StringField
from wtforms import Form as Part
from wtforms.validators import Length, ValidationError

from webapp.domain import cell_values
from webapp.domain.audience_fields import FIELDS, WITHOUT_VALUE, WORDS, operators_of
from webapp.domain.audience_filter import (
    MOST_CONDITIONS,
    MOST_GROUPS,
    Condition,
    InvalidFilter,
    Operator,
    parse,
)
from webapp.domain.cell_values import BadValue, Kind
from webapp.domain.texts import N_
from webapp.forms.base import Form, shown, stripped
from webapp.language import translated
from webapp.queries import named

#: Rows that a page offers, and how many of them are blank at least; and groups.
ROWS, BLANK_ROWS = 3, 1
GROUPS_OFFERED = 3
MATCH = {"all": N_("All of these hold"), "any": N_("Any of these holds")}
#: What a row is for: alone, beside others of a group, or to leave people out.
ALONE, EXCLUDE = "", "exclude"
GROUPS = tuple(str(number) for number in range(1, MOST_GROUPS + 1))
PARTS = {
    ALONE: N_("Counts by itself"),
    **{group: N_("In group %(group)s", group=group) for group in GROUPS},
    EXCLUDE: N_("Leaves people out"),
}
#: How what is typed is written for attributes of these kinds; dates are typed as they are kept.
READS = {Kind.NUMBER: cell_values.number, Kind.YES_NO: cell_values.yes_no}
#: A row that is offered to be filled in, and may be left as it is.
BLANK = {"field": "", "operator": Operator.IS.value, "value": "", "part": ALONE}
OTHER = {"all": "any", "any": "all"}


class ConditionForm(Part):
    """One row; without a field it asks nothing."""

    field = SelectField(_("Field"), choices={})
    operator = SelectField(_("Test"), choices=shown(WORDS))
    value = StringField(_("Value"), [Length(max=200)], filters=[stripped])
    part = SelectField(_("Part"), choices=shown(PARTS))
    #: The kinds of values that attributes hold, as far as they are known.
    kinds: Mapping[str, Kind | None] = MappingProxyType({})

    @property
    def kind(self) -> Kind | None:
        return self.kinds.get((self.field.data or "").removeprefix("attributes."))

    def validate_operator(self, field: Field) -> None:
        allowed = operators_of(self.field.data or "", self.kind)
        if self.field.data and field.data not in list(allowed):
            tests = ", ".join(f"“{translated(WORDS[one])}”" for one in allowed)
            field_name = _called(self.field.data).capitalize()
            raise ValidationError(
                _("%(field)s can be tested by %(tests)s.", field=field_name, tests=tests)
            )

    def validate_value(self, field: Field) -> None:
        if self.field.data and self.operator.data not in WITHOUT_VALUE and not field.data:
            raise ValidationError(_("Enter a value for %(field)s.", field=_called(self.field.data)))
        if field.data and not self.field.data:
            raise ValidationError(_("Choose a field for this value."))
        if self.field.data and not self.operator.errors:
            try:
                self._check(field.data or "")
                parse({"conditions": [self.condition]})
            except (InvalidFilter, BadValue) as fault:
                raise ValidationError(str(fault)) from None

    def _check(self, value: str) -> None:
        """Raise BadValue for what is none of the attribute's kind, or the name of nothing."""
        if self.kind in READS and value:
            READS[self.kind](value)
        if value and named.is_named(self.field.data) and named.find(self.field.data, value) is None:
            what = N_("No file is called “%(name)s”.", name=value)
            if self.field.data != "files":
                what = N_("No campaign is called “%(name)s”.", name=value)
            raise BadValue(what)

    @property
    def condition(self) -> dict[str, str]:
        """The row as it is stored; campaigns and files are typed by name and kept by id."""
        field, operator = self.field.data or "", self.operator.data
        if Operator(operator) in WITHOUT_VALUE:
            return {"field": field, "operator": operator, "value": ""}
        value = _written(self.value.data or "", self.kind)
        known = named.find(field, value)
        stored = {"field": field, "operator": operator, "value": known.value if known else value}
        return stored | ({"label": known.label} if known else {})


def _written(value: str, kind: Kind | None) -> str:
    """Write a value as attributes of the kind keep it, if it can be."""
    try:
        return READS[kind](value) if kind in READS else value
    except BadValue:
        return value


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
    """Answer what a form shows first for a stored filter."""
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
    value = named.shown(one.field, one.value) if named.is_named(one.field) else one.value
    is_attribute = one.field not in FIELDS and not one.field.startswith("attributes.")
    field = f"attributes.{one.field}" if is_attribute else one.field
    return {"field": field, "operator": one.operator.value, "value": value, "part": part}


def _columns() -> dict[str, str]:
    """The fields of every contact."""
    named = {name: _called(name).capitalize() for name in FIELDS}
    return named | {"country": gettext("Country (US, CO, ...)")}


def _called(field: str) -> str:
    """Name a field in a sentence."""
    return translated(FIELDS[field][1]) if field in FIELDS else field.split(".")[-1]


def _typed(name: str, kinds: Mapping[str, Kind | None]) -> str:
    """Call an attribute what people call it, and say what kind of values it holds."""
    words = name.replace("_", " ").capitalize()
    match kinds.get(name):
        case Kind.NUMBER:
            return gettext("%(field)s (number)", field=words)
        case Kind.DATE:
            return gettext("%(field)s (date)", field=words)
        case Kind.YES_NO:
            return gettext("%(field)s (yes or no)", field=words)
    return words
