"""The rules about countries."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField
from wtforms.validators import Optional

from webapp.forms.shell.base import Form


class CountryRuleForm(Form):
    """Whether a rule is on, and its dates."""

    is_on = BooleanField(_("Leave these people out"))
    since = DateField(_("First day"), [Optional()], description=_("Empty: no start date."))
    until = DateField(_("Last day"), [Optional()], description=_("Empty: no end date."))
