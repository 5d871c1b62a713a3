"""A row of field, operator and value."""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import lazy_gettext as _
from wtforms import Field, SelectField, StringField
from wtforms import Form as Part
from wtforms.validators import Length, ValidationError

from webapp.domain.audiences.audience_filter import MOST_GROUPS, InvalidFilter, Operator, parse
from webapp.domain.audiences.fields import WITHOUT_VALUE, WORDS, called, operators_of
from webapp.domain.imports import cell_values
from webapp.domain.imports.cell_values import BadValue, Kind
from webapp.domain.translatable import N_
from webapp.forms.shell.base import stripped, translated_choices
from webapp.language import translated
from webapp.queries.campaigns import filter_lookups

#: The part of a row: a single condition, one in a group, or one that excludes contacts.
ALONE, EXCLUDE = "", "exclude"
GROUPS = tuple(str(number) for number in range(1, MOST_GROUPS + 1))
PARTS = {
    ALONE: N_("Counts by itself"),
    **{group: N_("In group %(group)s", group=group) for group in GROUPS},
    EXCLUDE: N_("Leaves people out"),
}
#: How typed values are normalised for attributes of these kinds; dates are stored as typed.
NORMALISERS = {Kind.NUMBER: cell_values.number, Kind.YES_NO: cell_values.yes_no}


class ConditionForm(Part):
    """One row; without a field it is ignored."""

    field = SelectField(_("Field"), choices={})
    operator = SelectField(_("Test"), choices=translated_choices(WORDS))
    value = StringField(_("Value"), [Length(max=200)], filters=[stripped])
    part = SelectField(_("Part"), choices=translated_choices(PARTS))
    #: The type of each attribute's values, if known.
    kinds: Mapping[str, Kind | None] = MappingProxyType({})

    @property
    def kind(self) -> Kind | None:
        return self.kinds.get((self.field.data or "").removeprefix("attributes."))

    def validate_operator(self, field: Field) -> None:
        allowed = operators_of(self.field.data or "", self.kind)
        if self.field.data and field.data not in list(allowed):
            tests = ", ".join(f"“{translated(WORDS[operator])}”" for operator in allowed)
            field_name = translated(called(self.field.data)).capitalize()
            raise ValidationError(
                _("%(field)s can be tested by %(tests)s.", field=field_name, tests=tests)
            )

    def validate_value(self, field: Field) -> None:
        if self.field.data and self.operator.data not in WITHOUT_VALUE and not field.data:
            field_name = translated(called(self.field.data))
            raise ValidationError(_("Enter a value for %(field)s.", field=field_name))
        if field.data and not self.field.data:
            raise ValidationError(_("Choose a field for this value."))
        if self.field.data and not self.operator.errors:
            try:
                self._check(field.data or "")
                parse({"conditions": [self.condition]})
            except (InvalidFilter, BadValue) as fault:
                raise ValidationError(str(fault)) from None

    def _check(self, value: str) -> None:
        """Raise an error if the value does not fit the attribute's type, or the name is unknown."""
        if self.kind in NORMALISERS and value:
            NORMALISERS[self.kind](value)
        if (
            value
            and filter_lookups.has_lookup(self.field.data)
            and filter_lookups.find(self.field.data, value) is None
        ):
            message = N_("No file is called “%(name)s”.", name=value)
            if self.field.data != "files":
                message = N_("No campaign is called “%(name)s”.", name=value)
            raise ValidationError(translated(message))

    @property
    def condition(self) -> dict[str, str]:
        """Return the row in its stored form, campaigns and files by id instead of name."""
        field, operator = self.field.data or "", self.operator.data
        if Operator(operator) in WITHOUT_VALUE:
            return {"field": field, "operator": operator, "value": ""}
        value = _normalised(self.value.data or "", self.kind)
        match = filter_lookups.find(field, value)
        stored = {"field": field, "operator": operator, "value": match.value if match else value}
        return stored | ({"label": match.label} if match else {})


def _normalised(value: str, kind: Kind | None) -> str:
    """Return a value as attributes of the kind store it, or unchanged if it does not fit."""
    try:
        return NORMALISERS[kind](value) if kind in NORMALISERS else value
    except BadValue:
        return value
