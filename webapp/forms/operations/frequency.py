"""The frequency cap."""

from flask_babel import lazy_gettext as _
from wtforms import RadioField
from wtforms.validators import InputRequired, Optional

from webapp.domain.campaigns.reasons import WHEN_CAPPED
from webapp.domain.sending.frequency_cap import WhenCapped
from webapp.forms.shell.base import Form, NumberField, translated_choices


class FrequencyForm(Form):
    """The maximum messages per number of days, and what happens to further messages."""

    messages = NumberField(
        _("Messages"),
        [Optional()],
        least=1,
        most=100,
        description=_("Marketing messages that one person gets at most. Empty: no cap."),
    )
    days = NumberField(_("Days"), [InputRequired(_("Say in how many days."))], least=1, most=365)
    then = RadioField(
        _("Who has got so many"),
        choices=translated_choices(WHEN_CAPPED),
        description=_("A campaign may choose otherwise."),
        default=WhenCapped.SKIP,
    )
