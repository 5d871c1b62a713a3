"""What happens next in a campaign, in words."""

from collections.abc import Callable, Sequence
from datetime import datetime

from flask_babel import gettext as _

from webapp import filters, labels
from webapp.domain.campaign_status import CampaignStatus
from webapp.domain.recipient_status import IN_HAND
from webapp.models import Campaign, Task, TaskStatus
from webapp.queries import schedules, tasks
from webapp.queries.statistics import Statistics
from webapp.queries.waiting import Constraint, Why
from webapp.views import waiting

Words = Callable[[Campaign, Statistics, datetime], str]


def sentence(
    campaign: Campaign, counted: Statistics, constraints: Sequence[Constraint], now: datetime
) -> str:
    """Say what happens next, or what it waits for first."""
    if campaign.status == CampaignStatus.ACTIVE:
        return _active(campaign, counted, constraints, now)
    return _WORDS[campaign.status](campaign, counted, now)


def _active(
    campaign: Campaign, counted: Statistics, constraints: Sequence[Constraint], now: datetime
) -> str:
    in_hand = sum(counted.counts[status] for status in IN_HAND)
    if in_hand:
        return f"Being written to now: {filters.people(in_hand)}."
    if not counted.waiting:
        return "Everyone has been written to; it will be completed within a minute."
    first = next((one for one in constraints if one.holds_everyone), None)
    if first is None:
        return f"Next, within a minute: {_next_amount(campaign, now)}."
    if first.why == Why.NOT_STARTED and first.ends_at:
        starts = waiting.moment(first.ends_at, campaign)
        return f"Starts on {starts} with {_next_amount(campaign, now)}."
    goes_on = f" Goes on at {waiting.moment(first.ends_at, campaign)}." if first.ends_at else ""
    return waiting.words(first, campaign) + goes_on


def _draft(campaign: Campaign, counted: Statistics, now: datetime) -> str:
    task = tasks.activation_of(campaign.id, now)
    if task and (seconds := tasks.seconds_to_undo(task, now)):
        return _starting(task, seconds)
    if task and task.status == TaskStatus.WAITING:
        return f"Starting: adding {filters.people(task.result['people'])}."
    if task and task.status == TaskStatus.FAILED:
        return f"It could not be started: {task.result['message']} Nobody has been written to."
    return "Nobody has been written to. Continue the draft to choose what is missing."


def _starting(task: Task, seconds: int) -> str:
    people = filters.people(task.result["people"])
    return str(
        _(
            "Starting in %(seconds)s seconds, for %(people)s. Nobody is written to before.",
            seconds=seconds,
            people=people,
        )
    )


def _paused(campaign: Campaign, counted: Statistics, now: datetime) -> str:
    why = labels.PAUSE_REASON[campaign.pause_reason] if campaign.pause_reason else "of a pause"
    told = f" {campaign.pause_details}" if campaign.pause_details else ""
    waiting_people = filters.people(counted.waiting)
    return f"Paused because {why}.{told} Waiting until it is resumed: {waiting_people}."


def _completed(campaign: Campaign, counted: Statistics, now: datetime) -> str:
    ended = campaign.completed_at
    on = waiting.moment(ended, campaign) if ended else "an earlier day"
    return f"Everyone was written to. It ended on {on}."


def _cancelled(campaign: Campaign, counted: Statistics, now: datetime) -> str:
    ended = campaign.cancelled_at
    on = waiting.moment(ended, campaign) if ended else "an earlier day"
    return f"Cancelled on {on}. Written to before: {filters.people(counted.sent)}."


_WORDS: dict[CampaignStatus, Words] = {
    CampaignStatus.DRAFT: _draft,
    CampaignStatus.PAUSED: _paused,
    CampaignStatus.COMPLETED: _completed,
    CampaignStatus.CANCELLED: _cancelled,
}


def _next_amount(campaign: Campaign, now: datetime) -> str:
    return filters.people(schedules.next_amount(campaign.id, campaign.date_of(now)))
