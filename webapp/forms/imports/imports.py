"""Files of contacts: handing one in, and saying what its columns are."""

from collections.abc import Mapping, Sequence

import phonenumbers
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms import Form as Part
from wtforms.validators import UUID, InputRequired, ValidationError

from webapp.domain.contacts.values import LONGEST_ATTRIBUTE, attribute_name
from webapp.domain.imports.cell_values import Writing
from webapp.domain.imports.column_map import MAX_COLUMNS, Column, Shape, Target
from webapp.domain.translatable import N_
from webapp.forms.shell.base import Form, shown, stripped
from webapp.language import country_name

#: How the people of a file agreed to be written to: as it is noted, and as it is shown.
CONSENT = {
    "They ticked a box when they ordered or signed up": N_(
        "They ticked a box when they ordered or signed up"
    ),
    "They signed a form": N_("They signed a form"),
    "They asked us to write to them": N_("They asked us to write to them"),
}
TARGETS = {
    Target.PHONE: N_("The phone number"),
    Target.NAME: N_("The name"),
    Target.ATTRIBUTE: N_("A field of its own"),
    Target.NOTHING: N_("Nothing: leave it out"),
}
WRITINGS = {
    Writing.TEXT: N_("Text"),
    Writing.NUMBER: N_("Numbers"),
    Writing.DAY_FIRST: N_("Dates, day first (31/12/2026)"),
    Writing.MONTH_FIRST: N_("Dates, month first (12/31/2026)"),
    Writing.YES_NO: N_("Yes or no"),
}
ENCODINGS = {
    "": N_("As the file itself tells"),
    "cp1252": N_("Windows, western Europe and America"),
    "cp1250": N_("Windows, central Europe"),
    "cp1251": N_("Windows, Cyrillic"),
    "cp1253": N_("Windows, Greek"),
    "cp1254": N_("Windows, Turkish"),
    "cp1255": N_("Windows, Hebrew"),
    "cp1256": N_("Windows, Arabic"),
}


class UploadForm(Form):
    """A file of contacts; the key makes a second click find the first."""

    key = HiddenField(validators=[UUID()])
    file = FileField(
        _("File of contacts"),
        [FileRequired(_("Choose a file."))],
        description=_("CSV, TSV or XLSX; a large one may be packed as .gz."),
    )


class ColumnForm(Part):
    """What one column becomes."""

    target = SelectField(_("Becomes"), choices=shown(TARGETS))
    attribute = StringField(
        _("Name of the field"), filters=[stripped], render_kw={"maxlength": LONGEST_ATTRIBUTE}
    )
    writing = SelectField(_("Holds"), choices=shown(WRITINGS))

    def validate_attribute(self, field: Field) -> None:
        if self.target.data == Target.ATTRIBUTE and not attribute_name(field.data or ""):
            raise ValidationError(_("Give the field a name."))


class ColumnsForm(Form):
    """What every column becomes, and how the people agreed."""

    columns = FieldList(FormField(ColumnForm), _("Columns"), max_entries=MAX_COLUMNS)
    country = SelectField(_("Country of numbers without a country code"), choices={})
    consent = RadioField(
        _("How did these people agree to be written to?"),
        choices=shown(CONSENT),
        validators=[InputRequired(_("Say how these people agreed."))],
    )

    def offer(self) -> None:
        """Offer the countries to choose from."""
        named = {
            code: f"{country_name(code)} (+{phonenumbers.country_code_for_region(code)})"
            for code in phonenumbers.SUPPORTED_REGIONS
        }
        self.country.choices = dict(sorted(named.items(), key=lambda one: one[1]))

    def chosen(self, shape: Shape) -> list[Column]:
        """The columns as they were filled in."""
        rows = [row.form for row in self.columns]
        return [
            Column(
                heading,
                Target(row.target.data),
                attribute_name(row.attribute.data or "")
                if row.target.data == Target.ATTRIBUTE
                else "",
                Writing(row.writing.data),
            )
            for heading, row in zip(shape.headings, rows, strict=True)
        ]


class SureForm(Form):
    """Asked where numbers look made up: they were never anybody's, and WhatsApp counts that."""

    sure = BooleanField(
        _("These are numbers of real people who agreed"),
        [InputRequired(_("Confirm that these are numbers of real people who agreed."))],
    )


class EncodingForm(Form):
    """How the letters of a file are written."""

    encoding = SelectField(_("Letters are written as"), choices=shown(ENCODINGS))


def filled(columns: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the form's first values for stored columns."""
    return [
        {"target": one["target"], "attribute": one["attribute"], "writing": one["writing"]}
        for one in columns
    ]
