"""Texts for campaigns that were submitted and are not active yet."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from flask import Flask, g
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp import clock, filters, labels
from webapp.domain.campaigns.status import CampaignStatus
from webapp.labels import Label
from webapp.models import BackgroundTask, Campaign
from webapp.queries.campaigns import starts
from webapp.services.background import progress


class Start(NamedTuple):
    """When the campaign starts, and whether the start can be undone."""

    due_at: datetime
    can_undo: bool


def init_app(app: Flask) -> None:
    """Register the filter that labels a campaign."""
    app.jinja_env.filters["campaign_label"] = campaign_label


def campaign_label(campaign: Campaign) -> Label:
    """Return the campaign's current label."""
    return labels.campaign_label(campaign, clock.now(), start_task(campaign) is not None)


def starts_by_campaign(campaigns: Sequence[Campaign]) -> dict[uuid.UUID, Start]:
    """Return the start of each campaign that is about to start."""
    now, tasks_by_id = clock.now(), {campaign.id: start_task(campaign) for campaign in campaigns}
    return {
        key: Start(task.run_at, can_undo(task, now)) for key, task in tasks_by_id.items() if task
    }


def start_task(campaign: Campaign) -> BackgroundTask | None:
    """Return the task that starts the campaign; None before submission and once active.

    Cached for the request.
    """
    if campaign.status != CampaignStatus.DRAFT:
        return None
    if "starting" not in g:
        g.starting = starts.waiting()
    starting: dict[uuid.UUID, BackgroundTask] = g.starting
    return starting.get(campaign.id)


def can_undo(task: BackgroundTask, now: datetime) -> bool:
    """Return whether the start can be undone: before it is due, or until a worker claims it."""
    return "starts_at" in task.params and (
        starts.seconds_to_start(task, now) > 0 or _is_stuck(task, now)
    )


def describe(campaign: Campaign, task: BackgroundTask, now: datetime) -> str:
    """Return the text of the start: when it is due, or its progress."""
    if seconds := starts.seconds_to_start(task, now):
        return f"{_soon(task, seconds)} {_first_messages(campaign, task.run_at)}"
    return _late(campaign, task) if _is_stuck(task, now) else _adding(task)


def _is_stuck(task: BackgroundTask, now: datetime) -> bool:
    return starts.is_overdue(task, now) and not progress.percent(task)


def _soon(task: BackgroundTask, seconds: int) -> str:
    return ngettext(
        "In %(num)s second, for %(people)s. Nobody is written to before.",
        "In %(num)s seconds, for %(people)s. Nobody is written to before.",
        seconds,
        people=_people(task),
    )


def _first_messages(campaign: Campaign, due_at: datetime) -> str:
    window, today = campaign.window, campaign.date_of(due_at)
    day = max(campaign.start_date or today, today)
    if day == today and window.is_open(due_at):
        return _("Then the first messages go out.")
    before = window.opening(day) - timedelta(seconds=1)
    opens_at = window.next_opening(max(before, due_at))
    return _(
        "The first messages go out on %(moment)s.",
        moment=filters.campaign_moment(opens_at, campaign),
    )


def _late(campaign: Campaign, task: BackgroundTask) -> str:
    return _(
        "It was due on %(moment)s, and nothing is running that starts campaigns. It starts when "
        "that is back; a day later it does not, and is a draft again. Nobody has been written to.",
        moment=filters.campaign_moment(task.run_at, campaign),
    )


def _adding(task: BackgroundTask) -> str:
    text = _("Adding %(people)s.", people=_people(task))
    done = progress.percent(task)
    if not done:
        return text
    so_far = _("%(percent)s done.", percent=filters.percent(done))
    return f"{text} {so_far}"


def _people(task: BackgroundTask) -> str:
    """Return the number of people as text; "very many" if counting them took too long."""
    counted = task.params["people"]
    return _("very many people") if counted is None else filters.people(counted)
