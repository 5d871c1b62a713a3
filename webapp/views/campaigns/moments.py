"""Moments of a campaign, and how long they are away, in words."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from webapp import filters
from webapp.language import number, weekday_name
from webapp.models import Campaign


def moment(at: datetime, campaign: Campaign) -> str:
    """Write a moment in the campaign's zone: Sunday 5 October 2025, 09:00 (America/Lima)."""
    local = at.astimezone(campaign.zone)
    day = f"{weekday_name(local.weekday())} {filters.day(local.date())}"
    return f"{day}, {local:%H:%M} ({campaign.timezone})"


def duration(wait: timedelta) -> str:
    """Say how long that is, to the minute and never too short: 3 h 12 min; 2 days 5 h."""
    minutes = max(1, -(-wait // timedelta(minutes=1)))
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = ((days, ngettext("day", "days", days)), (hours, _("h")), (minutes, _("min")))
    return " ".join([f"{number(amount)} {unit}" for amount, unit in parts if amount][:2])
