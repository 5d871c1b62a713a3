"""Signing in, and changing your own password."""

from flask_babel import lazy_gettext as _
from wtforms import EmailField, PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from webapp.domain.accounts.credentials import MIN_PASSWORD_LENGTH, password_fault
from webapp.domain.translatable import N_
from webapp.forms.shell.base import Form, passes, stripped
from webapp.language import lazy


def new_password(label: str, hint: str) -> PasswordField:
    """Return a field for a new password."""
    return PasswordField(
        label,
        [InputRequired(_("Enter a password.")), passes(password_fault)],
        description=hint,
        render_kw={"autocomplete": "new-password", "minlength": MIN_PASSWORD_LENGTH},
    )


class SignInForm(Form):
    """E-mail address and password."""

    email = EmailField(
        _("E-mail address"),
        [InputRequired(_("Enter your e-mail address.")), Length(max=320)],
        filters=[stripped],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _("Password"),
        [InputRequired(_("Enter your password.")), Length(max=1024)],
        render_kw={"autocomplete": "current-password"},
    )


class OwnPasswordForm(Form):
    """A new password for a user who knows the current one."""

    present = PasswordField(
        _("Your password now"),
        [InputRequired(_("Enter your password.")), Length(max=1024)],
        render_kw={"autocomplete": "current-password"},
    )
    password = new_password(
        _("New password"), lazy(N_("At least %(least)s characters.", least=MIN_PASSWORD_LENGTH))
    )
    again = PasswordField(
        _("The new password once more"),
        [EqualTo("password", _("This is not the same as the new password."))],
        render_kw={"autocomplete": "new-password"},
    )
