"""Signing in, and one's own password."""

from flask_babel import lazy_gettext as _
from wtforms import EmailField, PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from webapp.forms.base import Form

SHORTEST_PASSWORD = 10  # characters


def new_password(words: str, hint: str) -> PasswordField:
    """Ask for a password that is chosen now."""
    return PasswordField(
        words,
        [
            InputRequired(_("Enter a password.")),
            Length(SHORTEST_PASSWORD, 1024, _("Use at least 10 characters.")),
        ],
        description=hint,
        render_kw={"autocomplete": "new-password"},
    )


class SignInForm(Form):
    """E-mail address and password."""

    email = EmailField(
        _("E-mail address"),
        [InputRequired(_("Enter your e-mail address.")), Length(max=320)],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _("Password"),
        [InputRequired(_("Enter your password.")), Length(max=1024)],
        render_kw={"autocomplete": "current-password"},
    )


class OwnPasswordForm(Form):
    """A new password for someone who knows the present one."""

    present = PasswordField(
        _("Your password now"),
        [InputRequired(_("Enter your password.")), Length(max=1024)],
        render_kw={"autocomplete": "current-password"},
    )
    password = new_password(_("New password"), _("At least 10 characters."))
    again = PasswordField(
        _("The new password once more"),
        [EqualTo("password", _("This is not the same as the new password."))],
        render_kw={"autocomplete": "new-password"},
    )
