"""How many marketing messages one person may get."""

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, RadioField
from wtforms.validators import InputRequired, NumberRange, Optional

from webapp.domain.frequency import WhenCapped
from webapp.domain.reasons import WHEN_CAPPED
from webapp.forms.base import Form, shown


class FrequencyForm(Form):
    """At most so many messages in so many days, and what becomes of the others."""

    messages = IntegerField(
        _("Messages"),
        [Optional(), NumberRange(1, 100, _("Give a number from 1 to 100."))],
        description=_("Marketing messages that one person gets at most. Empty: no cap."),
    )
    days = IntegerField(
        _("Days"),
        [InputRequired(_("Say in how many days.")), NumberRange(1, 365, _("Give 1 to 365 days."))],
    )
    then = RadioField(
        _("Who has got so many"),
        choices=shown(WHEN_CAPPED),
        description=_("A campaign may choose otherwise."),
        default=WhenCapped.SKIP,
    )
