"""The list of campaigns, and the page of one campaign."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from webapp import clock
from webapp.domain.campaigns.status import RETRYABLE, CampaignStatus
from webapp.domain.recipients.status import RecipientStatus
from webapp.models import Campaign
from webapp.queries.campaigns import campaign_dates, campaigns, follow_ups, lists, statistics
from webapp.queries.campaigns.statistics import Day, Statistics
from webapp.queries.operations import audit_log
from webapp.queries.planning import schedules, waiting
from webapp.queries.planning.schedules import DayPlan
from webapp.queries.recipients import retries
from webapp.views.accounts.access import get_campaign_or_404
from webapp.views.campaigns import constraints, outlook, starting
from webapp.views.campaigns.preview import preview_for
from webapp.views.shell import charts, paging
from webapp.views.shell.charts import Chart
from webapp.views.shell.layout import limit_bar

#: How long the page of a finished campaign keeps refreshing.
POLLING_AFTER_END = timedelta(minutes=30)


def index() -> str:
    """List the campaigns, optionally of one status, in the selected order."""
    status = _status_or_404(request.args.get("status", ""))
    search = request.args.get("search", "").strip()
    list_request = paging.from_request(lists.ORDERS, lists.NEWEST)
    page = lists.page(status, search, list_request.place)
    counts = campaigns.status_counts(search)
    ids = [campaign.id for campaign in page.rows]
    return render_template(
        "campaigns/index.html",
        campaigns=page.rows,
        status=status,
        search=search,
        counts=counts,
        total=sum(counts.values()),
        statistics=statistics.for_campaigns(ids),
        spans=campaign_dates.for_campaigns(ids),
        starts=starting.starts_by_campaign(page.rows),
        **list_request.template_values(page),
    )


def _status_or_404(given: str) -> CampaignStatus | None:
    if given and given not in list(CampaignStatus):
        abort(404)
    return CampaignStatus(given) if given else None


@dataclass(frozen=True)
class ShownDay:
    """A day of the schedule: its plan and its result."""

    day: date
    plan: DayPlan
    result: Day


def show(campaign_id: uuid.UUID) -> str:
    """Show the campaign's progress, what happens next, and its schedule."""
    campaign = get_campaign_or_404(campaign_id)
    counted, results = statistics.with_days(campaign.id)
    plans = schedules.by_day(campaign.id)
    days = _days(plans, results)
    shown = _progress(campaign, counted, plans)
    return render_template(
        "campaigns/show.html",
        **shown,
        days=days,
        drawn=_chart(days, campaign.date_of(clock.now())),
        total=_total([day.result for day in days]),
        today=campaign.date_of(clock.now()),
        message=preview_for(campaign, None),
        **_to_decide(campaign, counted.counts),
        follow_ups=follow_ups.following(campaign.id),
        entries=audit_log.of_subject(f"campaign {campaign.id}"),
    )


def progress(campaign_id: uuid.UUID) -> str | Response:
    """Show the fragment that refreshes while the campaign is sent.

    If the stage has changed, so have the possible actions: the whole page is reloaded.
    """
    campaign = get_campaign_or_404(campaign_id)
    counted = statistics.for_campaign(campaign.id)
    shown = _progress(campaign, counted, schedules.by_day(campaign.id))
    if request.args.get("stage", shown["stage"]) != shown["stage"]:
        return Response("", headers={"HX-Refresh": "true"})
    return render_template("campaigns/_progress.html", **shown)


def _to_decide(campaign: Campaign, counts: Mapping[RecipientStatus, int]) -> dict[str, int]:
    """Return the number of recipients that can be retried, and of those to decide about."""
    if campaign.status not in RETRYABLE:
        return {}
    failed = retries.count_retryable(campaign.id) if counts[RecipientStatus.FAILED] else 0
    unsure = retries.undecided(campaign.id).recipients if counts[RecipientStatus.UNCONFIRMED] else 0
    return {"failed": failed, "undecided": unsure}


def _progress(campaign: Campaign, counted: Statistics, plans: Sequence[DayPlan]) -> dict[str, Any]:
    now = clock.now()
    limit = limit_bar.of(campaign.sender.portfolio)
    pending = counted.counts[RecipientStatus.PENDING]
    held = waiting.constraints_for(campaign, pending, now, limit.usage if limit else None)
    start = starting.start_task(campaign)
    is_over_since = campaign.completed_at or campaign.cancelled_at
    return {
        "campaign": campaign,
        # Receipts arrive for a while after the last message.
        "is_live": campaign.status == CampaignStatus.ACTIVE
        or start is not None
        or (is_over_since is not None and now - is_over_since < POLLING_AFTER_END),
        "is_starting": start is not None,
        "stage": "starting" if start else campaign.status.value,
        "can_undo": start is not None and starting.can_undo(start, now),
        "counted": counted,
        "outlook": outlook.describe(campaign, counted, held, plans, now),
        "reasons": [
            (
                constraints.describe(constraint, campaign),
                constraints.describe_end(constraint, campaign, now),
            )
            for constraint in held
        ],
        "last_day": plans[-1].day if plans else None,
    }


def _days(planned: Sequence[DayPlan], came: Sequence[Day]) -> list[ShownDay]:
    """Return each day with its plan and result, including days that only have receipts."""
    plans = {plan.day: plan for plan in planned}
    results = {result.day: result for result in came}
    return [
        ShownDay(day, plans.get(day) or DayPlan(day, 0, 0), results.get(day) or Day(day))
        for day in sorted(plans.keys() | results.keys())
    ]


def _chart(days: Sequence[ShownDay], today: date) -> Chart:
    """Return a chart of the days around today, MAX_DAYS at most."""
    known = sum(1 for one in days if one.day <= today)
    first = max(0, min(known - charts.MAX_DAYS // 2, len(days) - charts.MAX_DAYS))
    shown = days[first : first + charts.MAX_DAYS]
    results, planned = [one.result for one in shown], [one.plan.planned for one in shown]
    return charts.results_chart(results, planned, known - first)


def _total(days: list[Day]) -> dict[str, int]:
    names = (
        *("sent", "delivered", "read", "failed", "opted_out"),
        *("by_marketing_api", "by_cloud_api"),
    )
    return {name: sum(getattr(day, name) for day in days) for name in names}
