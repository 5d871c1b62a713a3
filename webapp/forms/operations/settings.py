"""Users, reserves and tokens."""

from flask_babel import lazy_gettext as _
from wtforms import EmailField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from webapp import labels
from webapp.domain.accounts.credentials import MIN_PASSWORD_LENGTH, read_email
from webapp.domain.translatable import N_
from webapp.forms.accounts.auth import new_password
from webapp.forms.shell.base import Form, NumberField, passes, stripped, translated_choices
from webapp.language import lazy
from webapp.models import Role


class RoleForm(Form):
    """A user's role."""

    role = RadioField(_("Role"), choices=translated_choices(labels.ROLE), default=Role.VIEWER.value)


class GivenPasswordForm(Form):
    """A password that an administrator sets for a user."""

    password = new_password(
        _("Password"),
        lazy(
            N_(
                "At least %(least)s characters. Give it to them in person.",
                least=MIN_PASSWORD_LENGTH,
            )
        ),
    )


class UserForm(GivenPasswordForm, RoleForm):
    """A new user."""

    email = EmailField(
        _("E-mail address"),
        [
            InputRequired(_("Enter an e-mail address.")),
            passes(lambda typed: read_email(typed).fault),
        ],
        filters=[stripped],
    )


class ReserveForm(Form):
    """Quota reserved for other systems that send from the same portfolio."""

    reserve = NumberField(
        _("People kept free"),
        [InputRequired(_("Enter a number, 0 for none."))],
        least=0,
        most=10_000_000,
        description=_("Campaigns leave so much of the limit to other programs and colleagues."),
    )


class TokenForm(RoleForm):
    """A token for an API client."""

    name = StringField(
        _("Name"),
        [InputRequired(_("Say what the token is for.")), Length(max=100)],
        description=_("The program that will use it."),
        filters=[stripped],
    )
