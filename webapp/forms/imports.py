"""Files of contacts: handing one in, and saying what its columns are."""

from collections.abc import Mapping, Sequence

import phonenumbers
from flask_wtf.file import FileField, FileRequired
from wtforms import Field, FieldList, FormField, RadioField, SelectField, StringField
from wtforms import Form as Part
from wtforms.validators import InputRequired, Length, ValidationError

from webapp.domain.cell_values import Writing
from webapp.domain.column_map import MOST_COLUMNS, Column, Shape, Target, attribute_name
from webapp.forms.audiences import stripped
from webapp.forms.base import Form

#: How the people of a file agreed to be written to.
CONSENT = {
    "They ticked a box when they ordered or signed up": "They ticked a box when they ordered "
    "or signed up",
    "They signed a form": "They signed a form",
    "They asked us to write to them": "They asked us to write to them",
}
TARGETS = {
    Target.PHONE: "The phone number",
    Target.NAME: "The name",
    Target.ATTRIBUTE: "A field of its own",
    Target.NOTHING: "Nothing: leave it out",
}
WRITINGS = {
    Writing.TEXT: "Text",
    Writing.NUMBER: "Numbers",
    Writing.DAY_FIRST: "Dates, day first (31/12/2026)",
    Writing.MONTH_FIRST: "Dates, month first (12/31/2026)",
    Writing.YES_NO: "Yes or no",
}
ENCODINGS = {
    "": "As the file itself tells",
    "cp1252": "Windows, western Europe and America",
    "cp1250": "Windows, central Europe",
    "cp1251": "Windows, Cyrillic",
    "cp1253": "Windows, Greek",
    "cp1254": "Windows, Turkish",
    "cp1255": "Windows, Hebrew",
    "cp1256": "Windows, Arabic",
}


class UploadForm(Form):
    """A file of contacts."""

    file = FileField(
        "File of contacts",
        [FileRequired("Choose a file.")],
        description="CSV, TSV or XLSX; a large one may be packed as .gz.",
    )


class ColumnForm(Part):
    """What one column becomes."""

    target = SelectField("Becomes", choices={key.value: words for key, words in TARGETS.items()})
    attribute = StringField("Name of the field", [Length(max=60)], filters=[stripped])
    writing = SelectField("Holds", choices={key.value: words for key, words in WRITINGS.items()})

    def validate_attribute(self, field: Field) -> None:
        if self.target.data == Target.ATTRIBUTE and not attribute_name(field.data or ""):
            raise ValidationError("Give the field a name.")


class ColumnsForm(Form):
    """What every column becomes, and how the people agreed."""

    columns = FieldList(FormField(ColumnForm), "Columns", max_entries=MOST_COLUMNS)
    country = SelectField("Country of numbers without a country code", choices={})
    consent = RadioField(
        "How did these people agree to be written to?",
        choices=CONSENT,
        validators=[InputRequired("Say how these people agreed.")],
    )

    def offer(self) -> None:
        """Offer the countries to choose from."""
        self.country.choices = {one: one for one in sorted(phonenumbers.SUPPORTED_REGIONS)}

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


class EncodingForm(Form):
    """How the letters of a file are written."""

    encoding = SelectField("Letters are written as", choices=ENCODINGS)


def filled(columns: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Answer what the form shows first for stored columns."""
    return [
        {"target": one["target"], "attribute": one["attribute"], "writing": one["writing"]}
        for one in columns
    ]
