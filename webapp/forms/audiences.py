"""Choosing contacts by rows of field, operator and value."""

from typing import Any

from wtforms import Field, FieldList, FormField, RadioField, SelectField, StringField, TextAreaField
from wtforms import Form as Part
from wtforms.validators import InputRequired, Length, ValidationError

from webapp.domain.audience_filter import WITHOUT_VALUE, WORDS, Operator
from webapp.forms.base import Form

COLUMNS = {"name": "Name", "country": "Country (US, CO, ...)", "phone_number": "Phone number"}
#: Rows that a page offers, and how many of them are blank at least.
ROWS, BLANK_ROWS = 3, 1
MAX_ROWS = 20
MATCH = {"all": "All of these hold", "any": "Any of these holds"}


def stripped(value: str | None) -> str | None:
    """Drop the blanks around what was typed."""
    return value.strip() if value else value


class ConditionForm(Part):
    """One row; without a field it asks nothing."""

    field = SelectField("Field", choices={})
    operator = SelectField("Test", choices={key.value: words for key, words in WORDS.items()})
    value = StringField("Value", [Length(max=200)], filters=[stripped])

    def validate_value(self, field: Field) -> None:
        if self.field.data and self.operator.data not in WITHOUT_VALUE and not field.data:
            raise ValidationError(f"Enter a value for {self.field.data.split('.')[-1]}.")
        if field.data and not self.field.data:
            raise ValidationError("Choose a field for this value.")


class FilterForm(Form):
    """Rows of conditions, of which all or any must hold."""

    match = RadioField("People for whom", choices=MATCH, default="all")
    conditions = FieldList(FormField(ConditionForm), "Rows", max_entries=MAX_ROWS)

    def offer(self, attributes: list[str]) -> None:
        """Offer the fields to choose from, and blank rows to fill in."""
        filled = len([one for one in self.conditions if one.form.field.data])
        while len(self.conditions) < min(max(ROWS, filled + BLANK_ROWS), MAX_ROWS):
            self.conditions.append_entry()
        used = {row.form.field.data or "" for row in self.conditions}
        named = {f"attributes.{name}" for name in attributes}
        named |= {name for name in used if name.startswith("attributes.")}
        shown = {name: _in_words(name) for name in sorted(named)}
        for row in self.conditions:
            row.form.field.choices = {"": "–", **COLUMNS, **shown}

    @property
    def filter(self) -> dict[str, Any]:
        """The filter as it is stored."""
        rows = [row.form for row in self.conditions if row.form.field.data]
        return {
            "match": self.match.data,
            "conditions": [
                {
                    "field": row.field.data,
                    "operator": row.operator.data,
                    "value": "" if Operator(row.operator.data) in WITHOUT_VALUE else row.value.data,
                }
                for row in rows
            ],
        }


class AudienceForm(FilterForm):
    """A filter with a name."""

    name = StringField(
        "Name", [InputRequired("Give the audience a name."), Length(max=100)], filters=[stripped]
    )


EVERYONE, SAVED, RULE, NUMBERS = "everyone", "saved", "rule", "numbers"
KINDS = {
    EVERYONE: "Everyone who is subscribed",
    SAVED: "A saved audience",
    RULE: "People chosen by rows below",
    NUMBERS: "Phone numbers that I paste",
}
#: Characters of pasted numbers; ten thousand numbers fit ten times over.
MAX_PASTED = 2_000_000


class CampaignAudienceForm(FilterForm):
    """The wizard's third step: whom to write to."""

    kind = RadioField(
        "Who gets the message?", choices=KINDS, validators=[InputRequired("Choose one of these.")]
    )
    audience = SelectField("Saved audience", choices={})
    numbers = TextAreaField(
        "Phone numbers",
        [Length(max=MAX_PASTED, message="That is too much at once: upload a file instead.")],
        description="One in each line, in any usual writing.",
    )

    def validate_audience(self, field: Field) -> None:
        if self.kind.data == SAVED and not field.data:
            raise ValidationError("Choose a saved audience.")

    def validate_conditions(self, field: "FieldList[Any]") -> None:
        if self.kind.data == RULE and not self.filter["conditions"]:
            first = field.entries[0].form.field
            first.errors = [*first.errors, "Fill in at least one row, or choose everyone."]
            raise ValidationError("Fill in at least one row, or choose everyone.")

    @property
    def pasted(self) -> list[str]:
        """The numbers, one for each line, comma or semicolon."""
        text = (self.numbers.data or "").replace(",", "\n").replace(";", "\n")
        return [line.strip() for line in text.splitlines() if line.strip()]


def _in_words(name: str) -> str:
    return name.removeprefix("attributes.").replace("_", " ").capitalize()
