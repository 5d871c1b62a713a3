"""Rows of field, operator and value, by which people are chosen."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field, FieldList, FormField, RadioField, SelectField, StringField
from wtforms import Form as Part
from wtforms.validators import Length, ValidationError

from webapp.domain.audience_fields import FIELDS, OPERATORS, WITHOUT_VALUE, WORDS, kind_of
from webapp.domain.audience_filter import Condition, InvalidFilter, Operator, parse
from webapp.domain.texts import N_
from webapp.forms.base import Form, shown, stripped
from webapp.language import translated
from webapp.queries import named

#: Rows that a page offers, and how many of them are blank at least.
ROWS, BLANK_ROWS = 3, 1
MAX_ROWS = 20
MATCH = {"all": N_("All of these hold"), "any": N_("Any of these holds")}
#: What a row is for: alone, beside others of a group, or to leave people out.
ALONE, EXCLUDE = "", "exclude"
GROUPS = ("1", "2", "3")
PARTS = {
    ALONE: N_("Counts by itself"),
    **{group: N_("In group %(group)s", group=group) for group in GROUPS},
    EXCLUDE: N_("Leaves people out"),
}
#: A row that is offered to be filled in, and may be left as it is.
BLANK = {"field": "", "operator": Operator.IS.value, "value": "", "part": ALONE}
OTHER = {"all": "any", "any": "all"}


class ConditionForm(Part):
    """One row; without a field it asks nothing."""

    field = SelectField(_("Field"), choices={})
    operator = SelectField(_("Test"), choices=shown(WORDS))
    value = StringField(_("Value"), [Length(max=200)], filters=[stripped])
    part = SelectField(_("Part"), choices=shown(PARTS))

    def validate_operator(self, field: Field) -> None:
        allowed = OPERATORS[kind_of(self.field.data or "")]
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
                parse({"conditions": [self.condition]})
            except InvalidFilter as fault:
                raise ValidationError(str(fault)) from None

    @property
    def condition(self) -> dict[str, str]:
        """The row as it is stored; campaigns and files are typed by name and kept by id."""
        field, operator = self.field.data or "", self.operator.data
        if Operator(operator) in WITHOUT_VALUE:
            return {"field": field, "operator": operator, "value": ""}
        value = self.value.data or ""
        known = named.find(field, value)
        stored = {"field": field, "operator": operator, "value": known.value if known else value}
        return stored | ({"label": known.label} if known else {})


class FilterForm(Form):
    """Rows of conditions, of which all or any must hold."""

    match = RadioField(_("People for whom"), choices=shown(MATCH), default="all")
    conditions = FieldList(FormField(ConditionForm), _("Rows"), max_entries=MAX_ROWS)

    def offer(self, attributes: list[str]) -> None:
        """Offer the fields to choose from, and blank rows to fill in."""
        filled = len([one for one in self.conditions if one.form.field.data])
        while len(self.conditions) < min(max(ROWS, filled + BLANK_ROWS), MAX_ROWS):
            self.conditions.append_entry(BLANK)
        used = {row.form.field.data or "" for row in self.conditions}
        named = {f"attributes.{name}" for name in attributes}
        named |= {name for name in used if name.startswith("attributes.")}
        shown = {name: in_words(name) for name in sorted(named)}
        for row in self.conditions:
            row.form.field.choices = {"": "–", **_columns(), **shown}

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
    value = one.label or one.value
    return {"field": one.field, "operator": one.operator.value, "value": value, "part": part}


def _columns() -> dict[str, str]:
    """The fields of every contact."""
    named = {name: _called(name).capitalize() for name in FIELDS}
    return named | {"country": gettext("Country (US, CO, ...)")}


def _called(field: str) -> str:
    """Name a field in a sentence."""
    return translated(FIELDS[field][1]) if field in FIELDS else field.split(".")[-1]


def in_words(name: str) -> str:
    """Call a field what people call it."""
    return name.removeprefix("attributes.").replace("_", " ").capitalize()
