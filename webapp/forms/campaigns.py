"""The wizard's steps with fields of the campaign itself."""

import calendar
from datetime import time
from zoneinfo import available_timezones

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
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from webapp import clock
from webapp.forms.audiences import stripped
from webapp.forms.base import Form
from webapp.models import Campaign

#: In words for those that mean something; every number between works the same.
PRIORITIES = {str(number): str(number) for number in range(1, 11)} | {
    "1": "1 – urgent: before all others",
    "5": "5 – normal",
    "8": "8 – whenever there is room",
}
WEEKDAYS = {str(number): calendar.day_name[number] for number in range(7)}  # Monday is 0
MIDNIGHT = time(0)


class DetailsForm(Form):
    """Step 1: what the campaign is called, who sends it, and how urgent it is."""

    name = StringField(
        "Name", [InputRequired("Give the campaign a name."), Length(max=100)], filters=[stripped]
    )
    description = TextAreaField(
        "Description (optional)", [Length(max=1000)], description="For you and your colleagues."
    )
    sender_id = SelectField("Sender", coerce=int)
    priority = SelectField(
        "Priority",
        coerce=int,
        choices=PRIORITIES,
        default=5,
        description="When there is not room for all campaigns, lower numbers go first.",
    )

    @property
    def details(self) -> dict[str, object]:
        """The campaign's attributes of this step."""
        names = ("name", "description", "sender_id", "priority")
        return {name: self[name].data or "" for name in names}


class WeekdaysField(SelectMultipleField):
    """Boxes to tick, one for each weekday."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ScheduleForm(Form):
    """Step 4: from when on, how many a day, at which hours of which days."""

    start_date = DateField("First day", [InputRequired("Choose the first day.")])
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
    weekdays = WeekdaysField(
        "Days of the week",
        [InputRequired("Tick at least one day.")],
        coerce=int,
        choices=WEEKDAYS,
    )
    timezone = SelectField(
        "Time zone",
        choices={name: name.replace("_", " ") for name in sorted(available_timezones())},
        description="Of the hours and days.",
    )

    def validate_start_date(self, field: Field) -> None:
        campaign = Campaign(timezone=self.timezone.data)
        if self.timezone.data in available_timezones() and field.data < campaign.date_of(
            clock.now()
        ):
            raise ValidationError("Choose today or a later day.")

    def validate_window_closes(self, field: Field) -> None:
        opens = self.window_opens.data
        if opens and field.data != MIDNIGHT and field.data <= opens:
            raise ValidationError("Choose a time later than the beginning.")

    @property
    def schedule(self) -> dict[str, object]:
        """The campaign's attributes of this step."""
        return {name: value for name, value in self.data.items() if name != "csrf_token"}
