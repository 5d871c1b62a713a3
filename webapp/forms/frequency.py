"""How many marketing messages one person may get."""

from wtforms import IntegerField, RadioField
from wtforms.validators import InputRequired, NumberRange, Optional

from webapp.forms.base import Form

SKIP, WAIT = "skip", "wait"


class FrequencyForm(Form):
    """At most so many messages in so many days, and what becomes of the others."""

    messages = IntegerField(
        "Messages",
        [Optional(), NumberRange(1, 100, "Give a number from 1 to 100.")],
        description="Marketing messages that one person gets at most. Empty: no cap.",
    )
    days = IntegerField(
        "Days",
        [InputRequired("Say in how many days."), NumberRange(1, 365, "Give 1 to 365 days.")],
    )
    then = RadioField(
        "Who has got so many",
        choices={SKIP: "is skipped in the next campaign", WAIT: "waits for a later day"},
        default=SKIP,
    )
