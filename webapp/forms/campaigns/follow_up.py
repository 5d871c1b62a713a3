"""The audience of a follow-up."""

from collections.abc import Mapping

from flask_babel import lazy_gettext
from wtforms import RadioField
from wtforms.validators import InputRequired

from webapp import labels
from webapp.domain.campaigns.follow_up import FollowUp
from webapp.forms.shell.base import Form
from webapp.language import number, translated


class FollowUpForm(Form):
    """The groups of the campaign's recipients with their sizes; empty groups are disabled."""

    group = RadioField(
        lazy_gettext("Who gets the new message?"),
        choices={},
        validators=[InputRequired(lazy_gettext("Choose a group of people."))],
    )

    def __init__(self, counts: Mapping[FollowUp, int]) -> None:
        super().__init__()
        self.group.choices = {
            group.value: f"{translated(labels.FOLLOW_UP[group])} ({number(people)})"
            for group, people in counts.items()
            if people
        }
