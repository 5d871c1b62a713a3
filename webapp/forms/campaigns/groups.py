"""Confirming a bulk action."""

from flask_babel import lazy_gettext
from wtforms import Field, HiddenField, StringField
from wtforms.validators import UUID, InputRequired, Length, ValidationError

from webapp.forms.shell.base import Form, stripped


class GroupForm(Form):
    """A confirmation; its idempotency key makes a double click harmless."""

    key = HiddenField(validators=[UUID()])


class GroupReasonForm(GroupForm):
    """The reason for unsubscribing."""

    words = StringField(
        lazy_gettext("Reason"),
        [InputRequired(lazy_gettext("Give the reason.")), Length(max=500)],
        description=lazy_gettext("It is kept with each person's consent."),
        filters=[stripped],
    )


class GroupTagForm(GroupForm):
    """The tag."""

    words = StringField(
        lazy_gettext("Tag"),
        [InputRequired(lazy_gettext("Enter the tag.")), Length(max=50)],
        filters=[stripped],
    )

    def validate_words(self, field: Field) -> None:
        if "," in (field.data or ""):
            raise ValidationError(lazy_gettext("One tag at a time: leave the comma out."))
