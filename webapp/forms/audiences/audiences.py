"""Saved audiences, and the audience of a campaign."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Field, FieldList, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from webapp.domain.translatable import N_
from webapp.forms.audiences.conditions import FilterForm
from webapp.forms.shell.base import stripped, translated_choices


class AudienceForm(FilterForm):
    """A filter with a name."""

    name = StringField(
        _("Name"),
        [InputRequired(_("Give the audience a name.")), Length(max=100)],
        filters=[stripped],
    )


EVERYONE, SAVED, RULE = "everyone", "saved", "rule"
FILE, NUMBERS = "file", "numbers"
KINDS = {
    EVERYONE: N_("Everyone who is subscribed"),
    SAVED: N_("A saved audience"),
    RULE: N_("People chosen by rows below"),
    FILE: N_("The people of a file that was imported"),
    NUMBERS: N_("Phone numbers or user ids that I paste"),
}
#: The most characters of pasted numbers, ten times what 10,000 numbers need.
MAX_PASTED_CHARACTERS = 2_000_000


class CampaignAudienceForm(FilterForm):
    """The wizard's third step: who gets the message."""

    kind = RadioField(
        _("Who gets the message?"),
        choices=translated_choices(KINDS),
        validators=[InputRequired(_("Choose one of these."))],
    )
    audience = SelectField(_("Saved audience"), choices={})
    file = SelectField(_("File"), choices={})
    numbers = TextAreaField(
        _("Phone numbers or user ids"),
        [
            Length(
                max=MAX_PASTED_CHARACTERS,
                message=_("That is too much at once: upload a file instead."),
            )
        ],
        description=_(
            "One in each line: numbers in any usual writing, user ids as WhatsApp writes them."
        ),
        filters=[stripped],
    )

    def validate_audience(self, field: Field) -> None:
        if self.kind.data == SAVED and not field.data:
            raise ValidationError(_("Choose a saved audience."))

    def validate_file(self, field: Field) -> None:
        if self.kind.data == FILE and not field.data:
            raise ValidationError(_("Choose a file, or upload one under Contacts first."))

    def validate_conditions(self, field: "FieldList[Any]") -> None:
        if self.kind.data == RULE and not any(row.form.field.data for row in self.conditions):
            first = field.entries[0].form.field
            first.errors = [*first.errors, _("Fill in at least one row, or choose everyone.")]
            raise ValidationError(_("Fill in at least one row, or choose everyone."))

    @property
    def pasted(self) -> list[str]:
        """Return the pasted numbers and user ids; lines, commas and semicolons separate them."""
        text = (self.numbers.data or "").replace(",", "\n").replace(";", "\n")
        return [line.strip() for line in text.splitlines() if line.strip()]
