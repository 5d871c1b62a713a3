"""The options of a campaign; every field is optional."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import DateField, Field, TimeField
from wtforms.validators import Optional, StopValidation, ValidationError

from webapp.forms.shell.base import Form, NumberField
from webapp.models import OPTIONS

MAX_RECIPIENTS = 1_000_000


class WithPartner(Optional):
    """A field that may be empty only if its partner is empty."""

    def __init__(self, partner: str, message: str) -> None:
        super().__init__()
        self.partner, self.message_if_alone = partner, message

    def __call__(self, form: Any, field: Field) -> None:
        is_empty = not field.raw_data or not field.raw_data[0].strip()
        if is_empty and form[self.partner].data is not None:
            field.errors = []
            raise StopValidation(self.message_if_alone)
        super().__call__(form, field)


class OptionsForm(Form):
    """Latest dates, quiet hours, a warm-up and a minimum share."""

    latest_start_date = DateField(
        _("Latest first day (optional)"),
        [Optional()],
        description=_("If nobody has been written to by then, the campaign pauses and asks you."),
    )
    end_date = DateField(
        _("Last day (optional)"),
        [Optional()],
        description=_(
            "Nobody is written to after it. If people are left, the campaign pauses and asks you."
        ),
    )
    send_until = TimeField(
        _("Send until (optional)"),
        [Optional()],
        description=_(
            "For an offer that ends. On the last day, nothing is sent after this time: people who "
            "still wait are skipped, and the campaign is completed."
        ),
    )
    quiet_from = TimeField(
        _("Quiet from (optional)"),
        [WithPartner("quiet_until", _("Enter when the quiet hours begin."))],
    )
    quiet_until = TimeField(
        _("Quiet until (optional)"),
        [WithPartner("quiet_from", _("Enter when the quiet hours end."))],
    )
    warm_up_start = NumberField(
        _("People on the first day (optional)"),
        [WithPartner("warm_up_growth", _("Enter how many people on the first day."))],
        least=1,
        most=MAX_RECIPIENTS,
    )
    warm_up_growth = NumberField(
        _("More on each further day (optional)"),
        [WithPartner("warm_up_start", _("Enter how many more on each day."))],
        least=1,
        most=MAX_RECIPIENTS,
    )
    minimum_share = NumberField(
        _("At least so many people a day (optional)"),
        [Optional()],
        least=1,
        most=MAX_RECIPIENTS,
        description=_("They go before campaigns of higher priority when there is not much room."),
    )

    @property
    def has_options(self) -> bool:
        """Return whether any of these fields has a value or an error."""
        return any(self[name].data is not None or self[name].errors for name in OPTIONS)

    def validate_send_until(self, field: Field) -> None:
        if field.data is not None and self.end_date.data is None:
            raise ValidationError(_("Choose the last day too."))

    def validate_quiet_until(self, field: Field) -> None:
        if field.data is not None and field.data == self.quiet_from.data:
            raise ValidationError(_("Choose another time than the beginning."))
