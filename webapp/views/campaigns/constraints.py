"""Texts that explain why a campaign is waiting."""

from collections.abc import Callable
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from webapp import filters, labels
from webapp.language import moment as brief_moment
from webapp.language import number, translated
from webapp.models import Campaign, CampaignKind
from webapp.queries.planning.constraints import Constraint, ConstraintKind

Description = Callable[[Constraint, Campaign], str]


def describe(constraint: Constraint, campaign: Campaign) -> str:
    """Return the text of the constraint."""
    return _DESCRIPTIONS[constraint.kind](constraint, campaign)


def describe_end(constraint: Constraint, campaign: Campaign, now: datetime) -> str:
    """Return when the constraint ends and how long that takes; "" if unknown."""
    if constraint.ends_at is None:
        return ""
    wait = filters.duration(constraint.ends_at - now)
    if constraint.releases:
        today = campaign.date_of(now)
        places = [
            f"{brief_moment(at.astimezone(campaign.zone), today)} ({number(people)})"
            for at, people in constraint.releases
        ]
        told = " · ".join([*places, campaign.timezone])
        return _("Next places: %(places)s; the first in %(wait)s", places=told, wait=wait)
    moment = filters.campaign_moment(constraint.ends_at, campaign)
    until = _("Until %(moment)s, in %(wait)s", moment=moment, wait=wait)
    return ". ".join([until, *clock_change(constraint.ends_at, campaign)])


def clock_change(moment: datetime, campaign: Campaign) -> list[str]:
    """Return what a clock change does to the hours of the moment's day; nothing on most days."""
    return filters.clock_changes(campaign.window, [campaign.date_of(moment)])


def _restore_guard(constraint: Constraint, campaign: Campaign) -> str:
    return _(
        "The database may be an older copy: nothing is sent until an administrator confirms it in "
        "the settings, under Safety."
    )


def _paused(constraint: Constraint, campaign: Campaign) -> str:
    details = translated(campaign.pause_details or "")
    return f"{paused_because(campaign)} {details}".strip()


def paused_because(campaign: Campaign) -> str:
    """Return the reason why the campaign is paused."""
    if not campaign.pause_reason:
        return _("Paused.")
    why = translated(labels.PAUSE_REASON[campaign.pause_reason])
    return _("Paused because %(why)s.", why=why)


def _sender_stopped(constraint: Constraint, campaign: Campaign) -> str:
    return _(
        "The sender is stopped: %(why)s.", why=translated(campaign.sender.stopped_reason or "")
    )


def _template(constraint: Constraint, campaign: Campaign) -> str:
    template = campaign.message_template
    said = labels.template_label(template.status).name if template else _("none is chosen")
    return _("WhatsApp does not allow the message template now: %(status)s.", status=said)


def _not_started(constraint: Constraint, campaign: Campaign) -> str:
    return _("Its first day is %(day)s.", day=filters.day(campaign.start_date))


def _slowed(constraint: Constraint, campaign: Campaign) -> str:
    return _("WhatsApp asked the sender to send less for a while.")


def _hours(constraint: Constraint, campaign: Campaign) -> str:
    hours = filters.hours(campaign.window)
    return _(
        "Outside its hours: it sends %(hours)s, %(zone)s.", hours=hours, zone=campaign.timezone
    )


def _quiet(constraint: Constraint, campaign: Campaign) -> str:
    return ngettext(
        "It is night, or nearly, where %(num)s person lives.",
        "It is night, or nearly, where %(num)s people live.",
        constraint.amount,
    )


def _canary(constraint: Constraint, campaign: Campaign) -> str:
    canary = constraint.canary
    return _(
        "The first %(people)s have been written to, and the others wait until it is known how that "
        "went. So far %(delivered)s got the message, and %(failed)s could not be reached.",
        people=filters.people(constraint.amount),
        delivered=number(canary.delivered if canary else 0),
        failed=number(canary.failed if canary else 0),
    )


def _daily_limit(constraint: Constraint, campaign: Campaign) -> str:
    return _("Today's amount, %(people)s, is taken.", people=filters.people(constraint.amount))


def _warm_up(constraint: Constraint, campaign: Campaign) -> str:
    return _(
        "It warms up: today's amount, %(people)s, is taken.",
        people=filters.people(constraint.amount),
    )


def _quota(constraint: Constraint, campaign: Campaign) -> str:
    portfolio = campaign.sender.portfolio
    return _(
        "Room is used: %(portfolio)s has written to %(used)s of %(people)s in 24 hours.",
        portfolio=translated(portfolio.label),
        used=number(constraint.amount),
        people=filters.people(portfolio.quota or 0),
    )


def _minimum(constraint: Constraint, campaign: Campaign) -> str:
    named = ", ".join(f"{_name(one.campaign)} ({number(one.waiting)})" for one in constraint.ahead)
    return _("Others are sure of a share of the day: %(campaigns)s.", campaigns=named)


def _priority(constraint: Constraint, campaign: Campaign) -> str:
    first = constraint.ahead[:3]
    named = ", ".join(
        _(
            "%(campaign)s has %(number)s waiting",
            campaign=_name(one.campaign),
            number=number(one.waiting),
        )
        for one in first
    )
    more = len(constraint.ahead) - len(first)
    if not more:
        return _("Higher priority goes first: %(campaigns)s.", campaigns=named)
    return _(
        "Higher priority goes first: %(campaigns)s, and %(number)s more.",
        campaigns=named,
        number=number(more),
    )


def _name(campaign: Campaign) -> str:
    """Return the campaign's name; not for a single message, whose name has a phone number."""
    is_message = campaign.kind == CampaignKind.MESSAGE
    return _("a single message") if is_message else f"“{campaign.name}”"


def _frequency(constraint: Constraint, campaign: Campaign) -> str:
    return ngettext(
        "%(num)s person has got enough messages lately, and waits.",
        "%(num)s people have got enough messages lately, and wait.",
        constraint.amount,
    )


def _marketing_hold(constraint: Constraint, campaign: Campaign) -> str:
    return ngettext(
        "WhatsApp held back a marketing message to %(num)s person. No campaign sends them "
        "marketing for 24 hours after it.",
        "WhatsApp held back marketing messages to %(num)s people. No campaign sends them "
        "marketing for 24 hours after it.",
        constraint.amount,
    )


def _attempts(constraint: Constraint, campaign: Campaign) -> str:
    return ngettext(
        "%(num)s person will be tried again later, after a refusal.",
        "%(num)s people will be tried again later, after a refusal.",
        constraint.amount,
    )


#: The text function of each constraint.
_DESCRIPTIONS: dict[ConstraintKind, Description] = {
    ConstraintKind.RESTORE_GUARD: _restore_guard,
    ConstraintKind.PAUSED: _paused,
    ConstraintKind.SENDER_STOPPED: _sender_stopped,
    ConstraintKind.TEMPLATE: _template,
    ConstraintKind.NOT_STARTED: _not_started,
    ConstraintKind.SENDER_SLOWED: _slowed,
    ConstraintKind.HOURS: _hours,
    ConstraintKind.QUIET: _quiet,
    ConstraintKind.CANARY: _canary,
    ConstraintKind.DAILY_LIMIT: _daily_limit,
    ConstraintKind.WARM_UP: _warm_up,
    ConstraintKind.QUOTA: _quota,
    ConstraintKind.PRIORITY: _priority,
    ConstraintKind.MINIMUM: _minimum,
    ConstraintKind.FREQUENCY: _frequency,
    ConstraintKind.MARKETING_HOLD: _marketing_hold,
    ConstraintKind.ATTEMPTS: _attempts,
}
