"""Signing in."""

from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from webapp.forms.base import Form


class SignInForm(Form):
    """E-mail address and password."""

    email = EmailField(
        "E-mail address",
        [InputRequired("Enter your e-mail address."), Length(max=320)],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        "Password",
        [InputRequired("Enter your password."), Length(max=1024)],
        render_kw={"autocomplete": "current-password"},
    )
