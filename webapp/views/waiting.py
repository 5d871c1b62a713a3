"""Why a campaign is waiting, in words."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask_babel import gettext

from webapp import filters, labels
from webapp.models import Campaign, CampaignKind
from webapp.queries.waiting import Constraint, Why

Words = Callable[[Constraint, Campaign], str]


def words(constraint: Constraint, campaign: Campaign) -> str:
    """Say what holds the campaign back."""
    return _WORDS[constraint.why](constraint, campaign)


def end(constraint: Constraint, campaign: Campaign, now: datetime) -> str:
    """Say until when, and how long that is; "" where nobody can say."""
    if constraint.ends_at is None:
        return ""
    wait = duration(constraint.ends_at - now)
    if constraint.places:
        places = (f"{moment(at, campaign)} ({people:,})" for at, people in constraint.places)
        return f"Next places: {', '.join(places)}; the first in {wait}"
    return f"Until {moment(constraint.ends_at, campaign)}, in {wait}"


def moment(at: datetime, campaign: Campaign) -> str:
    """Write a moment in the campaign's zone: Sunday 5 October 2025, 09:00 (America/Lima)."""
    local = at.astimezone(campaign.zone)
    return f"{local:%A} {filters.day(local.date())}, {local:%H:%M} ({campaign.timezone})"


def duration(wait: timedelta) -> str:
    """Say how long that is, to the minute and never too short.

    >>> duration(timedelta(hours=3, minutes=11, seconds=1)), duration(timedelta(days=2, hours=5))
    ('3 h 12 min', '2 days 5 h')
    """
    minutes = max(1, -(-wait // timedelta(minutes=1)))
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = ((days, "day" if days == 1 else "days"), (hours, "h"), (minutes, "min"))
    return " ".join([f"{amount} {unit}" for amount, unit in parts if amount][:2])


def _paused(constraint: Constraint, campaign: Campaign) -> str:
    why = labels.PAUSE_REASON[campaign.pause_reason] if campaign.pause_reason else "of a pause"
    return f"Paused because {why}. {campaign.pause_details or ''}".strip()


def _sender_stopped(constraint: Constraint, campaign: Campaign) -> str:
    return f"The sender is stopped: {campaign.sender.stopped_reason}."


def _template(constraint: Constraint, campaign: Campaign) -> str:
    template = campaign.message_template
    said = labels.of_template(template.status).word if template else "none is chosen"
    return f"WhatsApp does not allow the message template now: {said}."


def _not_started(constraint: Constraint, campaign: Campaign) -> str:
    return f"Its first day is {filters.day(campaign.start_date)}."


def _slowed(constraint: Constraint, campaign: Campaign) -> str:
    return "WhatsApp asked the sender to send less for a while."


def _hours(constraint: Constraint, campaign: Campaign) -> str:
    return f"Outside its hours: it sends {filters.hours(campaign.window)}, {campaign.timezone}."


def _wave(constraint: Constraint, campaign: Campaign) -> str:
    wave = constraint.wave
    said: str = gettext(
        "The first %(people)s have been written to, and the others wait until it is known how that "
        "went. So far %(delivered)s got the message, and %(failed)s could not be reached.",
        people=filters.people(constraint.people),
        delivered=f"{wave.delivered if wave else 0:,}",
        failed=f"{wave.failed if wave else 0:,}",
    )
    return said


def _day_taken(constraint: Constraint, campaign: Campaign) -> str:
    return f"Today's amount, {filters.people(constraint.people)}, is taken."


def _room(constraint: Constraint, campaign: Campaign) -> str:
    portfolio = campaign.sender.portfolio
    used = f"{constraint.people:,} of {filters.people(portfolio.people_a_day or 0)}"
    return f"Room is used: {portfolio.name} has written to {used} in 24 hours."


def _priority(constraint: Constraint, campaign: Campaign) -> str:
    first = constraint.ahead[:3]
    named = ", ".join(f"{_name(one.campaign)} has {one.waiting:,} waiting" for one in first)
    more = len(constraint.ahead) - len(first)
    return f"Higher priority goes first: {named}{f', and {more:,} more' if more else ''}."


def _name(campaign: Campaign) -> str:
    """Name a campaign; a single message's own name would tell a phone number."""
    is_message = campaign.kind == CampaignKind.MESSAGE
    return "a single message" if is_message else f"“{campaign.name}”"


def _attempts(constraint: Constraint, campaign: Campaign) -> str:
    return f"{filters.people(constraint.people)} will be tried again later, after a refusal."


#: The sentence for each reason.
_WORDS: dict[Why, Words] = {
    Why.PAUSED: _paused,
    Why.SENDER_STOPPED: _sender_stopped,
    Why.TEMPLATE: _template,
    Why.NOT_STARTED: _not_started,
    Why.SENDER_SLOWED: _slowed,
    Why.HOURS: _hours,
    Why.WAVE: _wave,
    Why.DAY_TAKEN: _day_taken,
    Why.ROOM: _room,
    Why.PRIORITY: _priority,
    Why.ATTEMPTS: _attempts,
}
