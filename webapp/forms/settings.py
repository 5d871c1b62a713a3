"""Users, reserves and tokens."""

from wtforms import EmailField, IntegerField, PasswordField, RadioField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Regexp

from webapp import labels
from webapp.forms.audiences import stripped
from webapp.forms.base import Form
from webapp.models import Role

ROLES = {role.value: words for role, words in labels.ROLE.items()}
SHORTEST_PASSWORD = 10  # characters


class RoleForm(Form):
    """What someone may do."""

    role = RadioField("Role", choices=ROLES, default=Role.VIEWER.value)


class UserForm(RoleForm):
    """Someone new who may sign in."""

    email = EmailField(
        "E-mail address",
        [
            InputRequired("Enter an e-mail address."),
            Length(max=320),
            Regexp(r"^[^@\s]+@[^@\s]+$", message="Enter an e-mail address, such as ana@shop.com."),
        ],
        filters=[stripped],
    )
    password = PasswordField(
        "Password",
        [
            InputRequired("Enter a password."),
            Length(SHORTEST_PASSWORD, 1024, "Use at least 10 characters."),
        ],
        description="At least 10 characters. Give it to them in person.",
        render_kw={"autocomplete": "new-password"},
    )


class ReserveForm(Form):
    """People kept free for others who write from the same portfolio."""

    reserve = IntegerField(
        "People kept free",
        [
            InputRequired("Enter a number, 0 for none."),
            NumberRange(0, 10_000_000, "Enter 0 or more."),
        ],
        description="Campaigns leave so much of the limit to other programs and colleagues.",
    )


class TokenForm(RoleForm):
    """A key for a program."""

    name = StringField(
        "Name",
        [InputRequired("Say what the token is for."), Length(max=100)],
        description="The program that will use it.",
        filters=[stripped],
    )
