"""The wizard's steps with fields of the campaign itself."""

from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _
from wtforms import (
    DateField,
    Field,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from webapp import clock
from webapp.domain.campaigns.reasons import WHEN_CAPPED
from webapp.domain.campaigns.rules import (
    DEFAULT_PRIORITY,
    MAX_DAILY_LIMIT,
    MAX_DESCRIPTION_LENGTH,
    MAX_INITIAL_GROUP,
    MAX_NAME_LENGTH,
    closes_too_early,
)
from webapp.domain.planning import time_zones
from webapp.domain.sending.frequency_cap import WhenCapped
from webapp.domain.translatable import N_
from webapp.forms.campaigns.options import OptionsForm
from webapp.forms.shell.base import Form, NumberField, stripped, translated_choices
from webapp.language import weekday_name

#: The priorities with a name; numbers in between are valid too.
PRIORITIES = {str(number): str(number) for number in range(1, 11)} | {
    "1": N_("1 – urgent: before all others"),
    "5": N_("5 – normal"),
    "8": N_("8 – whenever there is room"),
}
ZONES = {name: name.replace("_", " ") for name in sorted(time_zones.NAMES)}


def weekdays() -> dict[str, str]:
    """Return the names of the days of the week."""
    return {str(number): weekday_name(number) for number in range(7)}  # Monday is 0


class NameForm(Form):
    """Name, description and priority."""

    name = StringField(
        _("Name"),
        [InputRequired(_("Give the campaign a name.")), Length(max=MAX_NAME_LENGTH)],
        filters=[stripped],
    )
    description = TextAreaField(
        _("Description (optional)"),
        [Length(max=MAX_DESCRIPTION_LENGTH)],
        description=_("For you and your colleagues."),
        filters=[lambda text: text or ""],
    )
    priority = SelectField(
        _("Priority"),
        coerce=int,
        choices=translated_choices(PRIORITIES),
        default=DEFAULT_PRIORITY,
        description=_("When there is not room for all campaigns, lower numbers go first."),
    )


class DetailsForm(NameForm):
    """Step 1: the name and the sender."""

    sender_id = SelectField(_("Sender"), coerce=int)


class BoxesField(SelectMultipleField):
    """Checkboxes, one for each choice."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class HoursForm(Form):
    """The daily limit, the hours and the weekdays."""

    daily_send_limit = NumberField(
        _("Daily limit"),
        [InputRequired(_("Enter how many people a day."))],
        least=1,
        most=MAX_DAILY_LIMIT,
    )
    window_opens = TimeField(_("From"), [InputRequired(_("Enter when sending may begin."))])
    window_closes = TimeField(
        _("Until"),
        [InputRequired(_("Enter when sending has to stop."))],
        description=_("00:00 means the end of the day."),
    )
    weekdays = BoxesField(
        _("Days of the week"),
        [InputRequired(_("Tick at least one day."))],
        coerce=int,
        choices=weekdays,
    )

    when_capped = SelectField(
        _("Contacts over the frequency cap"),
        choices=translated_choices({"": N_("As the settings say"), **WHEN_CAPPED}),
        coerce=lambda value: WhenCapped(value) if value else None,
        description=_("Where the settings allow only so many marketing messages for one person."),
    )

    def validate_window_closes(self, field: Field) -> None:
        opens = self.window_opens.data
        if opens and field.data and closes_too_early(opens, field.data):
            raise ValidationError(_("Choose a time later than the beginning."))


class ScheduleForm(HoursForm, OptionsForm):
    """Step 4: the hours, the first day and the time zone."""

    start_date = DateField(_("First day"), [InputRequired(_("Choose the first day."))])
    initial_group = NumberField(
        _("Start with a small group (optional)"),
        [Optional()],
        least=1,
        most=MAX_INITIAL_GROUP,
        description=_(
            "The others follow by themselves when most of these got the message; if not, the "
            "campaign pauses and says why. Empty: everyone at once."
        ),
    )
    timezone = SelectField(
        _("Time zone"),
        choices=ZONES,
        description=_("Of the hours and days."),
    )

    def validate_start_date(self, field: Field) -> None:
        zone = self.timezone.data
        if zone in ZONES and field.data < clock.today(ZoneInfo(zone)):
            raise ValidationError(_("Choose today or a later day."))

    def validate_latest_start_date(self, field: Field) -> None:
        if field.data and self.start_date.data and field.data < self.start_date.data:
            raise ValidationError(_("Choose the first day or a later one."))

    validate_end_date = validate_latest_start_date


class ChangeForm(NameForm, HoursForm, OptionsForm):
    """The fields that can change while a campaign is being sent."""
