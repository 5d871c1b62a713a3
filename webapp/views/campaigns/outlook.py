"""Text that explains what happens next in a campaign."""

from collections.abc import Callable, Sequence
from datetime import datetime

from flask_babel import gettext as _

from webapp import filters
from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.recipients.status import IN_HAND
from webapp.domain.recipients.status import RecipientStatus as S
from webapp.domain.translatable import NN_
from webapp.language import translated
from webapp.models import Campaign, TaskState
from webapp.queries.campaigns import starts
from webapp.queries.campaigns.statistics import Statistics
from webapp.queries.planning.constraints import Constraint, ConstraintKind
from webapp.queries.planning.schedules import DayPlan
from webapp.views.campaigns import constraints as constraint_texts
from webapp.views.campaigns import starting

Description = Callable[[Campaign, Statistics, datetime], str]


def describe(
    campaign: Campaign,
    counted: Statistics,
    constraints: Sequence[Constraint],
    plans: Sequence[DayPlan],
    now: datetime,
) -> str:
    """Return what happens next, or the first constraint; `plans` are the campaign's days."""
    if campaign.status == CampaignStatus.ACTIVE:
        return _active(campaign, counted, constraints, _next_day(campaign, plans, now), now)
    return _DESCRIPTIONS[campaign.status](campaign, counted, now)


def _active(
    campaign: Campaign,
    counted: Statistics,
    constraints: Sequence[Constraint],
    following: DayPlan,
    now: datetime,
) -> str:
    in_hand = sum(counted.counts[status] for status in IN_HAND)
    if in_hand:
        return _("Being written to now: %(people)s.", people=filters.people(in_hand))
    if not counted.waiting:
        return _("Nobody is waiting any more. It will be completed within a minute.")
    first = next((limit for limit in constraints if limit.holds_everyone), None)
    amount = filters.people(following.planned)
    if first is None:
        return _without_delay(campaign, following, amount, now)
    if first.kind == ConstraintKind.NOT_STARTED and first.ends_at:
        starts = filters.campaign_moment(first.ends_at, campaign)
        begins = _("Starts on %(moment)s with %(people)s.", moment=starts, people=amount)
        return " ".join([begins, *constraint_texts.clock_change(first.ends_at, campaign)])
    reason = constraint_texts.describe(first, campaign)
    if first.ends_at is None:
        return reason
    then = filters.campaign_moment(first.ends_at, campaign)
    goes_on = _("Goes on at %(moment)s.", moment=then)
    return f"{reason} {goes_on}"


def _without_delay(campaign: Campaign, following: DayPlan, amount: str, now: datetime) -> str:
    if following.day == campaign.date_of(now):
        return _("Next, within a minute: %(people)s.", people=amount)
    day = filters.day(following.day)
    return _("Goes on today as places come free; on %(day)s: %(people)s.", day=day, people=amount)


def _draft(campaign: Campaign, counted: Statistics, now: datetime) -> str:
    task = starts.latest(campaign.id)
    if task and task.state == TaskState.WAITING:
        return starting.describe(campaign, task, now)
    if task and task.state == TaskState.FAILED:
        why = translated(task.error or "")
        return _("It could not be started: %(why)s Nobody has been written to.", why=why)
    return _("Nobody has been written to. Continue the draft to choose what is missing.")


def _paused(campaign: Campaign, counted: Statistics, now: datetime) -> str:
    why = constraint_texts.paused_because(campaign)
    details = f" {translated(campaign.pause_details)}" if campaign.pause_details else ""
    then = _("Waiting until it is resumed: %(people)s.", people=filters.people(counted.waiting))
    return f"{why}{details} {then}"


def _completed(campaign: Campaign, counted: Statistics, now: datetime) -> str:
    ended = campaign.completed_at
    on = filters.campaign_moment(ended, campaign) if ended else _("an earlier day")
    if counted.sent == counted.total:
        return _("Everyone was written to. It ended on %(moment)s.", moment=on)
    return _("%(outcomes)s. It ended on %(moment)s.", outcomes=_outcomes(counted), moment=on)


def _cancelled(campaign: Campaign, counted: Statistics, now: datetime) -> str:
    ended = campaign.cancelled_at
    on = filters.campaign_moment(ended, campaign) if ended else _("an earlier day")
    return _("Cancelled on %(moment)s. %(outcomes)s.", moment=on, outcomes=_outcomes(counted))


def _outcomes(counted: Statistics) -> str:
    """Return how many messages were sent, and what became of the others."""
    failed, skipped = (counted.counts[S.FAILED], counted.counts[S.SKIPPED])
    sent = NN_(
        "%(sent)s of %(num)s message was sent",
        "%(sent)s of %(num)s messages were sent",
        counted.total,
        sent=counted.sent,
    )
    others = (
        NN_("%(num)s is unconfirmed", "%(num)s are unconfirmed", counted.unconfirmed),
        NN_("%(num)s was not delivered", "%(num)s were not delivered", failed),
        NN_("%(num)s person was skipped", "%(num)s people were skipped", skipped),
    )
    return "; ".join(map(translated, [sent, *(text for text in others if text.amount)]))


_DESCRIPTIONS: dict[CampaignStatus, Description] = {
    CampaignStatus.DRAFT: _draft,
    CampaignStatus.PAUSED: _paused,
    CampaignStatus.COMPLETED: _completed,
    CampaignStatus.CANCELLED: _cancelled,
}


def _next_day(campaign: Campaign, plans: Sequence[DayPlan], now: datetime) -> DayPlan:
    today = campaign.date_of(now)
    planned = (plan for plan in plans if plan.planned and plan.day >= today)
    return next(planned, DayPlan(today, 0, 0))
