"""The wizard's steps with fields of the campaign itself."""

import calendar
from datetime import time
from zoneinfo import ZoneInfo, available_timezones

from flask_babel import lazy_gettext
from wtforms import (
    DateField,
    Field,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from webapp import clock
from webapp.forms.audiences import stripped
from webapp.forms.base import Form

#: In words for those that mean something; every number between works the same.
PRIORITIES = {str(number): str(number) for number in range(1, 11)} | {
    "1": "1 – urgent: before all others",
    "5": "5 – normal",
    "8": "8 – whenever there is room",
}
WEEKDAYS = {str(number): calendar.day_name[number] for number in range(7)}  # Monday is 0
ZONES = {name: name.replace("_", " ") for name in sorted(available_timezones())}
MIDNIGHT = time(0)


class NameForm(Form):
    """What the campaign is called, and how urgent it is."""

    name = StringField(
        "Name", [InputRequired("Give the campaign a name."), Length(max=100)], filters=[stripped]
    )
    description = TextAreaField(
        "Description (optional)",
        [Length(max=1000)],
        description="For you and your colleagues.",
        filters=[lambda text: text or ""],
    )
    priority = SelectField(
        "Priority",
        coerce=int,
        choices=PRIORITIES,
        default=5,
        description="When there is not room for all campaigns, lower numbers go first.",
    )


class DetailsForm(NameForm):
    """Step 1: besides the name, who sends it."""

    sender_id = SelectField("Sender", coerce=int)


class BoxesField(SelectMultipleField):
    """Boxes to tick, one for each choice."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class HoursForm(Form):
    """How many a day, at which hours of which days."""

    daily_send_limit = IntegerField(
        "People a day, at most",
        [
            InputRequired("Enter how many people a day."),
            NumberRange(1, 10_000_000, "Enter a number from 1 to 10,000,000."),
        ],
    )
    window_opens = TimeField("From", [InputRequired("Enter when sending may begin.")])
    window_closes = TimeField(
        "Until",
        [InputRequired("Enter when sending has to stop.")],
        description="00:00 means the end of the day.",
    )
    weekdays = BoxesField(
        "Days of the week",
        [InputRequired("Tick at least one day.")],
        coerce=int,
        choices=WEEKDAYS,
    )

    def validate_window_closes(self, field: Field) -> None:
        opens = self.window_opens.data
        if opens and field.data != MIDNIGHT and field.data <= opens:
            raise ValidationError("Choose a time later than the beginning.")


class ScheduleForm(HoursForm):
    """Step 4: besides the hours, from when on and in which zone."""

    start_date = DateField("First day", [InputRequired("Choose the first day.")])
    first_wave = IntegerField(
        lazy_gettext("First to a few people (optional)"),
        [Optional(), NumberRange(1, 1_000_000, lazy_gettext("Enter a number from 1 on."))],
        description=lazy_gettext(
            "The others follow by themselves when most of these got the message; if not, the "
            "campaign pauses and says why. Empty: everyone at once."
        ),
    )
    timezone = SelectField(
        "Time zone",
        choices=ZONES,
        description="Of the hours and days.",
    )

    def validate_start_date(self, field: Field) -> None:
        zone = self.timezone.data
        if zone in ZONES and field.data < clock.today(ZoneInfo(zone)):
            raise ValidationError("Choose today or a later day.")


class ChangeForm(NameForm, HoursForm):
    """What may change while a campaign is being sent."""
