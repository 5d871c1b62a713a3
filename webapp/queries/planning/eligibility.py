"""Which campaigns may send now, or later today."""

from datetime import datetime

from sqlalchemy import func, select

from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Campaign, Recipient, SenderStatus
from webapp.queries.planning import daily_usage
from webapp.queries.sending import marketing_holds


def is_due(campaign: Campaign, now: datetime) -> bool:
    """Return whether the campaign may send at this moment."""
    slowed_until = campaign.sender.slowed_until
    is_slowed = slowed_until is not None and slowed_until > now
    return campaign.window.is_open(now) and _may_send(campaign, now) and not is_slowed


def is_later_today(campaign: Campaign, now: datetime) -> bool:
    """Return whether the campaign's hours of today are still to come."""
    window, today = campaign.window, campaign.date_of(now)
    return (
        today.weekday() in window.weekdays
        and window.has_hours(today)
        and now < window.opening(today)
        and (campaign.end is None or today <= campaign.end.last_day)
        and _may_send(campaign, now)
    )


def is_overdue(campaign: Campaign, now: datetime) -> bool:
    """Return whether its end has passed, or it has not started by its latest start date."""
    today = campaign.date_of(now)
    if campaign.end and campaign.end.is_over(now):
        return True
    is_late = campaign.latest_start_date is not None and campaign.latest_start_date < today
    return is_late and not daily_usage.days_of_sending([campaign])


def _may_send(campaign: Campaign, now: datetime) -> bool:
    is_started = campaign.start_date is None or campaign.start_date <= campaign.date_of(now)
    is_connected = campaign.sender.status == SenderStatus.CONNECTED
    return is_started and is_connected and not is_overdue(campaign, now)


def count_waiting_beyond(campaign: Campaign, moment: datetime, now: datetime) -> int:
    """Return the number of recipients of the campaign who have to wait longer than that."""
    held = marketing_holds.in_campaign(campaign, now, until=moment).recipients
    later = (
        db.session.scalar(
            select(func.count()).where(
                Recipient.campaign_id == campaign.id,
                Recipient.status == RecipientStatus.PENDING,
                Recipient.next_attempt_at > moment,
            )
        )
        or 0
    )
    return later + held
