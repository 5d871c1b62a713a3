"""Contacts and their consent."""

from flask_babel import lazy_gettext as _
from wtforms import Field, FieldList, FormField, HiddenField, StringField, TextAreaField
from wtforms import Form as Part
from wtforms.validators import InputRequired, Length, ValidationError

from webapp.domain.contacts.values import (
    LONGEST_ATTRIBUTE,
    LONGEST_NAME,
    LONGEST_VALUE,
    attribute_fault,
    attribute_name,
    name_fault,
    value_fault,
)
from webapp.forms.shell.base import Form, passes, stripped
from webapp.language import translated

BLANK_ROWS = 2


class AttributeForm(Part):
    """One attribute; without a name it is ignored, without a value it is removed."""

    name = StringField(_("Field"), filters=[stripped], render_kw={"maxlength": LONGEST_ATTRIBUTE})
    value = StringField(
        _("Value"),
        [passes(value_fault)],
        filters=[stripped],
        render_kw={"maxlength": LONGEST_VALUE},
    )

    def validate_name(self, field: Field) -> None:
        name = attribute_name(field.data or "")
        if name and (fault := attribute_fault(name)):
            raise ValidationError(translated(fault))


class ContactForm(Form):
    """A contact's name and attributes."""

    name = StringField(
        _("Name"), [passes(name_fault)], filters=[stripped], render_kw={"maxlength": LONGEST_NAME}
    )
    attributes = FieldList(FormField(AttributeForm), _("Fields"))
    #: The contact's last change when the page was shown.
    seen = HiddenField()

    def add_blank_rows(self) -> None:
        """Add blank rows."""
        for _row in range(BLANK_ROWS):
            self.attributes.append_entry()

    @property
    def attribute_values(self) -> dict[str, str]:
        """Return the attributes that have a name and a value."""
        rows = [row.form for row in self.attributes]
        values = {attribute_name(row.name.data or ""): row.value.data or "" for row in rows}
        return {name: value for name, value in values.items() if name and value}


class MergeForm(Form):
    """The other contact record of the same person."""

    phone_number = StringField(
        _("Phone number or user id of the other contact"),
        [InputRequired(_("Enter a phone number or a user id.")), Length(max=140)],
        filters=[stripped],
    )


class ReasonForm(Form):
    """The reason why staff change a subscription."""

    words = TextAreaField(
        _("Reason"),
        [InputRequired(_("Say how you know, in a few words.")), Length(max=500)],
        description=_("For example: asked on the phone on 3 October."),
        filters=[stripped],
    )
