"""The failed recipients to retry."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from wtforms.validators import InputRequired

from webapp.forms.campaigns.campaigns import BoxesField
from webapp.forms.shell.base import Form
from webapp.language import number, translated
from webapp.queries.recipients.retries import FailedGroup


class RetryForm(Form):
    """The reasons, each with its number of recipients; all are selected by default."""

    reasons = BoxesField(
        _("Try again those who failed because"), [InputRequired(_("Tick at least one reason."))]
    )

    def __init__(self, failed: Sequence[FailedGroup]) -> None:
        super().__init__(data={"reasons": [reason.key for reason in failed]})
        self.failed = failed
        self.reasons.choices = {
            reason.key: f"{translated(reason.policy.reason)} ({number(reason.recipients)}). "
            f"{translated(reason.policy.advice)}"
            for reason in failed
        }

    @property
    def codes(self) -> list[int | None]:
        """Return the codes of the selected reasons."""
        ticked = self.reasons.data or ()
        return [reason.code for reason in self.failed if reason.key in ticked]
