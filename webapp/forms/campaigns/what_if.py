"""What-if: the forms of the calendar's panel and of the wizard."""

from collections.abc import Sequence
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask import current_app, request
from flask_babel import lazy_gettext
from wtforms import BooleanField, DateField, Field, SelectField
from wtforms.validators import Optional, ValidationError

from webapp import clock
from webapp.domain.planning.what_if import Changes, Imagined
from webapp.domain.translatable import N_
from webapp.forms.campaigns.campaigns import PRIORITIES
from webapp.forms.shell.base import Form, NumberField, translated_choices
from webapp.models import Campaign

MAX_RECIPIENTS = 10_000_000
DEFAULT_DAILY_LIMIT = 250
UNCHANGED = ""


def _number(label: str) -> NumberField:
    return NumberField(label, [Optional()], 1, MAX_RECIPIENTS)


class QuestionForm(Form):
    """A form whose values are in the query string; it changes nothing."""

    def __init__(self) -> None:
        super().__init__(formdata=request.args, meta={"csrf": False})

    def has_changes(self) -> bool:
        """Return whether the form is valid and contains a change."""
        return bool(self.validate() and self.changes() != Changes())

    def changes(self) -> Changes:
        raise NotImplementedError


class LimitForm(QuestionForm):
    """The wizard's what-if: a different messaging limit or daily limit."""

    limit = _number(lazy_gettext("WhatsApp's limit, people in 24 hours"))
    a_day = _number(lazy_gettext("This campaign, people a day"))

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        super().__init__()

    def changes(self) -> Changes:
        """Return what would be different."""
        daily = {self.campaign.id: self.a_day.data} if self.a_day.data else {}
        return Changes(messaging_limit=self.limit.data, daily_limits=daily)


class WhatIfForm(QuestionForm):
    """The calendar's panel."""

    limit = _number(lazy_gettext("WhatsApp's limit, people in 24 hours"))
    campaign = SelectField(lazy_gettext("Campaign"), choices={}, default=UNCHANGED)
    priority = SelectField(
        lazy_gettext("Its priority"),
        choices=translated_choices({UNCHANGED: N_("As it is"), **PRIORITIES}),
        default=UNCHANGED,
    )
    people = _number(lazy_gettext("Another campaign, for so many people"))
    a_day = _number(lazy_gettext("Its people a day"))
    its_priority = SelectField(
        lazy_gettext("The other campaign's priority"),
        coerce=int,
        choices=translated_choices(PRIORITIES),
        default=5,
    )
    first_day = DateField(lazy_gettext("Its first day"), [Optional()])
    no_weekends = BooleanField(lazy_gettext("Nothing on Saturdays and Sundays"))

    def __init__(self, campaigns: Sequence[Campaign]) -> None:
        super().__init__()
        names = {str(campaign.id): campaign.name for campaign in campaigns}
        self.campaign.choices = {UNCHANGED: "–", **names}
        #: The id of the hypothetical campaign in the plan.
        self.imagined_id = uuid4()

    def validate_campaign(self, field: Field) -> None:
        if self.priority.data and not field.data:
            raise ValidationError(lazy_gettext("Choose the campaign that has another priority."))

    def changes(self) -> Changes:
        """Return what would be different."""
        is_other = self.campaign.data and self.priority.data
        return Changes(
            messaging_limit=self.limit.data,
            priorities={UUID(self.campaign.data): int(self.priority.data)} if is_other else {},
            imagined=(self._imagined(),) if self.people.data else (),
            without_weekends=bool(self.no_weekends.data),
        )

    def _imagined(self) -> Imagined:
        return Imagined(
            self.imagined_id,
            self.people.data or 0,
            self.a_day.data or DEFAULT_DAILY_LIMIT,
            self.its_priority.data,
            self.first_day.data or clock.today(ZoneInfo(current_app.config["TIMEZONE"])),
        )
