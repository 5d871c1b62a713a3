"""Which of the failed people are tried again."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from wtforms.validators import InputRequired

from webapp.forms.campaigns.campaigns import BoxesField
from webapp.forms.shell.base import Form
from webapp.language import number, translated
from webapp.queries.recipients.retries import FailedGroup


class RetryForm(Form):
    """The reasons, each with its number of people; all are ticked at first."""

    reasons = BoxesField(
        _("Try again those who failed because"), [InputRequired(_("Tick at least one reason."))]
    )

    def __init__(self, failed: Sequence[FailedGroup]) -> None:
        super().__init__(data={"reasons": [one.key for one in failed]})
        self.failed = failed
        self.reasons.choices = {
            one.key: f"{translated(one.policy.reason)} ({number(one.people)}). "
            f"{translated(one.policy.advice)}"
            for one in failed
        }

    @property
    def codes(self) -> list[int | None]:
        """The codes of the reasons that are ticked."""
        return [one.code for one in self.failed if one.key in (self.reasons.data or ())]
