"""The circuit breaker and the initial group."""

from flask_babel import lazy_gettext as _

from webapp.forms.shell.base import Form, NumberField


def _number(label: str, least: int, most: int, hint: str = "") -> NumberField:
    return NumberField(label, [], least, most, description=hint)


class SafetyForm(Form):
    """The settings of the circuit breaker and of initial groups; shares are percentages."""

    failures_of = _number(
        _("Outcomes that are looked at"),
        20,
        10_000,
        _("The latest answers and the latest receipts of a campaign, each by themselves."),
    )
    failures_share = _number(
        _("Failures among them, in per cent, with which it pauses"),
        10,
        100,
        _("Who is not on WhatsApp counts three quarters, who gets too many offers a half."),
    )
    canary_minutes = _number(_("Minutes until a first wave is decided on"), 1, 1440)
    canary_delivered = _number(_("Delivered by then at least, in per cent"), 1, 100)
    canary_failed = _number(_("Failed at most, in per cent"), 0, 99)
    resumed_canary = _number(
        _("People who go first when a template may be sent again"), 1, 1_000_000
    )
