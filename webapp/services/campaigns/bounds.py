"""Bounds in time that a person has overruled."""

from datetime import datetime

from webapp.models import Campaign


def forget_past(campaign: Campaign, now: datetime) -> None:
    """Drop the days that have passed: whoever resumes the campaign wants it sent nevertheless."""
    today = campaign.date_of(now)
    if campaign.latest_start_date and campaign.latest_start_date < today:
        campaign.latest_start_date = None
    if campaign.end_date and campaign.end_date < today:
        campaign.end_date = None
