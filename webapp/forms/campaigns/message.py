"""The wizard's second step: the template and the values of its variables."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import FieldList, FormField, RadioField, SelectField, StringField
from wtforms import Form as Part
from wtforms.validators import InputRequired, Length

from webapp.domain.message_templates import sources as variable_values
from webapp.domain.message_templates.rendering import Variable, faults
from webapp.domain.message_templates.sources import (
    NAME,
    SKIP,
    Attribute,
    InvalidValues,
    Source,
    Text,
)
from webapp.domain.translatable import N_
from webapp.forms.shell.base import Form, Problem, stripped, translated_choices
from webapp.models import MessageTemplate

#: The choice for a variable with the same text for everyone.
TEXT = ""


class TemplateForm(Form):
    """One of the approved templates of the sender's account."""

    template = RadioField(
        _("Message template"),
        coerce=int,
        choices={},
        validators=[InputRequired(_("Choose a message template."))],
    )


#: What to do for recipients without a value.
USE_FALLBACK = ""
MISSING = {
    USE_FALLBACK: N_("reads the fallback, so there must be one"),
    SKIP: N_("is left out of the campaign"),
}


class ValueForm(Part):
    """The source of one variable's value."""

    source = SelectField(_("Comes from"), choices={})
    text = StringField(_("Text, or fallback"), [Length(max=1024)], filters=[stripped])
    missing = SelectField(
        _("Who has none"), choices=translated_choices(MISSING), default=USE_FALLBACK
    )


class VariablesForm(Form):
    """A value for each variable of the template, in reading order."""

    values = FieldList(FormField(ValueForm))

    def __init__(
        self, template: MessageTemplate, stored: Mapping[str, Any], attributes: Sequence[str]
    ) -> None:
        self.template = template
        self.variables: list[Variable] = template.variables
        self.sources: dict[str, Source] = {}
        self.part_errors: list[str] = []  # of a message without variables
        rows = [_row(variable, stored.get(variable.key)) for variable in self.variables]
        super().__init__(data={"values": rows})
        used = {row.form.source.data for row in self.values} - {TEXT, NAME, None}
        names = sorted(used | set(attributes) - {NAME})
        for row in self.values:
            row.form.source.choices = {
                TEXT: gettext("The same text for everyone"),
                NAME: gettext("The contact's name"),
                **{
                    name: gettext("The contact's %(attribute)s", attribute=name.replace("_", " "))
                    for name in names
                },
            }

    def validate(self, extra_validators: Any = None) -> bool:
        """Return whether the fields are valid and WhatsApp would accept the values."""
        if len(self.values) != len(self.variables) or not super().validate(extra_validators):
            return False
        rows = dict(zip((variable.key for variable in self.variables), self.values, strict=True))
        values = {key: _source_values(row.form) for key, row in rows.items()}
        try:
            self.sources = variable_values.parse(values, self.variables)
        except InvalidValues as fault:
            errors = fault.fields
        else:
            errors = self._rendering_errors()
        for key, message in errors.items():
            if row := rows.get(key) or next(iter(self.values), None):
                row.form.text.errors = [*row.form.text.errors, message]
            else:
                self.part_errors.append(message)
        return not errors

    @property
    def problems(self) -> list[Problem]:
        """Return the errors of the fields, and those of a message without variables."""
        return [*super().problems, *(Problem("values", error) for error in self.part_errors)]

    @property
    def valid_sources(self) -> dict[str, Source]:
        """Return the sources of the valid rows."""
        valid: dict[str, Source] = {}
        for variable, row in zip(self.variables, self.values, strict=False):
            with suppress(InvalidValues):
                valid |= variable_values.parse({variable.key: _source_values(row.form)}, [variable])
        return valid

    def _rendering_errors(self) -> dict[str, str]:
        """Return errors of fixed texts; attribute values are unknown here, so "1" replaces them."""
        sample = {
            key: source.text if isinstance(source, Text) else source.fallback or "1"
            for key, source in self.sources.items()
        }
        return faults(sample, self.template.components)


def _row(variable: Variable, stored: object) -> dict[str, str]:
    """Return a row's initial values: the stored ones, or the attribute of the same name.

    A numbered variable has no name and starts empty.
    """
    try:
        sources = variable_values.parse({variable.key: stored} if stored else {}, [variable])
    except InvalidValues:
        sources = {}
    source = sources.get(variable.key, Text(""))
    if isinstance(source, Attribute):
        missing = SKIP if source.skips else USE_FALLBACK
        return {"source": source.attribute, "text": source.fallback or "", "missing": missing}
    return {"source": TEXT, "text": source.text}


def _source_values(row: Any) -> dict[str, str]:
    if row.source.data == TEXT:
        return {"text": row.text.data or ""}
    fallback, missing = row.text.data or "", row.missing.data or USE_FALLBACK
    return {"attribute": row.source.data, "fallback": fallback, "missing": missing}
