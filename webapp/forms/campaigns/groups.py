"""What is asked before something is done to many."""

from flask_babel import lazy_gettext
from wtforms import Field, HiddenField, StringField
from wtforms.validators import UUID, InputRequired, Length, ValidationError

from webapp.forms.shell.base import Form, stripped


class GroupForm(Form):
    """Only a yes; the key makes a second click find the first."""

    key = HiddenField(validators=[UUID()])


class GroupReasonForm(GroupForm):
    """Why these people are unsubscribed."""

    words = StringField(
        lazy_gettext("Reason"),
        [InputRequired(lazy_gettext("Give the reason.")), Length(max=500)],
        description=lazy_gettext("It is kept with each person's consent."),
        filters=[stripped],
    )


class GroupTagForm(GroupForm):
    """Which tag."""

    words = StringField(
        lazy_gettext("Tag"),
        [InputRequired(lazy_gettext("Enter the tag.")), Length(max=50)],
        filters=[stripped],
    )

    def validate_words(self, field: Field) -> None:
        if "," in (field.data or ""):
            raise ValidationError(lazy_gettext("One tag at a time: leave the comma out."))
