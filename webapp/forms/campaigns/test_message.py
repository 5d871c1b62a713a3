"""The recipient of a test message."""

from flask_babel import lazy_gettext as _
from wtforms import Field, HiddenField, StringField
from wtforms.validators import UUID, InputRequired, ValidationError

from webapp.domain.contacts.contact_ids import InvalidUserId, read_either
from webapp.domain.contacts.phone import InvalidPhone
from webapp.forms.shell.base import Form, stripped
from webapp.queries.contacts import default_country


class NumberForm(Form):
    """A phone number in any common format, or a user id; a double click is harmless."""

    phone_number = StringField(
        _("Phone number or user id"),
        [InputRequired(_("Enter the phone number or the user id that gets the test."))],
        description=_("Yours, for example. A number that is new here is added to the contacts."),
        filters=[stripped],
        render_kw={"autocomplete": "tel"},
    )
    key = HiddenField(validators=[UUID()])

    def validate_phone_number(self, field: Field) -> None:
        try:
            self.ids = read_either(field.data, default_country.default_country())
        except (InvalidPhone, InvalidUserId) as fault:
            raise ValidationError(str(fault)) from None
