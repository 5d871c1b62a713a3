"""Files of contacts: the upload, and the meaning of its columns."""

from collections.abc import Mapping, Sequence
from operator import itemgetter

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
from webapp.forms.shell.base import Form, stripped, translated_choices
from webapp.language import country_name

#: How the contacts of a file opted in: the stored value and its label.
CONSENT = {
    "They ticked a box when they ordered or signed up": N_(
        "They ticked a box when they ordered or signed up"
    ),
    "They signed a form": N_("They signed a form"),
    "They asked us to write to them": N_("They asked us to write to them"),
}
TARGETS = {
    Target.PHONE: N_("The phone number"),
    Target.USER_ID: N_("The WhatsApp user id"),
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
    """A file of contacts; its idempotency key makes a double click harmless."""

    key = HiddenField(validators=[UUID()])
    file = FileField(
        _("File of contacts"),
        [FileRequired(_("Choose a file."))],
        description=_("CSV, TSV or XLSX; a large one may be packed as .gz."),
    )


class ColumnForm(Part):
    """The meaning of one column."""

    target = SelectField(_("Becomes"), choices=translated_choices(TARGETS))
    attribute = StringField(
        _("Name of the field"), filters=[stripped], render_kw={"maxlength": LONGEST_ATTRIBUTE}
    )
    writing = SelectField(_("Holds"), choices=translated_choices(WRITINGS))

    def validate_attribute(self, field: Field) -> None:
        if self.target.data == Target.ATTRIBUTE and not attribute_name(field.data or ""):
            raise ValidationError(_("Give the field a name."))


class ColumnsForm(Form):
    """The meaning of every column, and how the contacts opted in."""

    columns = FieldList(FormField(ColumnForm), _("Columns"), max_entries=MAX_COLUMNS)
    country = SelectField(_("Country of numbers without a country code"), choices={})
    consent = RadioField(
        _("How did these people agree to be written to?"),
        choices=translated_choices(CONSENT),
        validators=[InputRequired(_("Say how these people agreed."))],
    )

    def set_choices(self) -> None:
        """Set the countries to choose from."""
        names = {
            code: f"{country_name(code)} (+{phonenumbers.country_code_for_region(code)})"
            for code in phonenumbers.SUPPORTED_REGIONS
        }
        self.country.choices = dict(sorted(names.items(), key=itemgetter(1)))

    def column_map(self, shape: Shape) -> list[Column]:
        """Return the columns as entered."""
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


class ConfirmNumbersForm(Form):
    """A confirmation if numbers look fake: WhatsApp counts messages to them too."""

    sure = BooleanField(
        _("These are numbers of real people who agreed"),
        [InputRequired(_("Confirm that these are numbers of real people who agreed."))],
    )


class EncodingForm(Form):
    """The encoding of a file."""

    encoding = SelectField(_("Letters are written as"), choices=translated_choices(ENCODINGS))


def column_rows(columns: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the form's rows for stored columns."""
    return [{key: column[key] for key in ("target", "attribute", "writing")} for column in columns]
