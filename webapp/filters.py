"""Jinja filters: counts, phones, dates and moments as people read them."""

import calendar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask, current_app
from flask_wtf import CSRFProtect
from markupsafe import Markup

from webapp import clock, labels, language
from webapp.domain import audience_filter, phone
from webapp.domain.audience_filter import InvalidFilter
from webapp.domain.sending_window import SendingWindow
from webapp.models import Campaign


def init_app(app: Flask, csrf: CSRFProtect) -> None:
    """Join the filters, and the labels as a global, to the templates."""
    app.jinja_env.filters.update(
        translated=language.translated,
        month_name=language.month,
        number=number,
        people=people,
        people_have=people_have,
        phone=phone.pretty,
        day=day,
        moment=moment,
        in_words=labels.in_words,
        campaign_label=campaign_label,
        filter_words=filter_words,
        part_of=part_of,
        hours=hours,
        weekdays=weekdays,
    )
    app.jinja_env.globals["labels"] = labels


def number(count: int) -> str:
    """Group the digits: 9,517."""
    return f"{count:,}"


def people(count: int) -> str:
    """Count people.

    >>> people(1), people(9517)
    ('1 person', '9,517 people')
    """
    return f"{count:,} {'person' if count == 1 else 'people'}"


def people_have(count: int) -> str:
    """Begin a sentence on what people have.

    >>> people_have(1), people_have(9517)
    ('1 person has', '9,517 people have')
    """
    return f"{people(count)} {'has' if count == 1 else 'have'}"


def day(date_: date | None) -> str:
    """Write a date in full: 5 October 2025."""
    return f"{date_.day} {date_:%B %Y}" if date_ else "–"


def moment(at: datetime | None, zone: ZoneInfo | None = None) -> Markup | str:
    """Write a moment as local time, with the zone's name and UTC in its title."""
    if at is None:
        return "–"
    zone = zone or ZoneInfo(current_app.config["TIMEZONE"])
    local = at.astimezone(zone)
    title = f"{zone.key}; {at:%Y-%m-%d %H:%M:%S} UTC"
    text = f"{local.day} {local:%b %Y, %H:%M}"
    return Markup('<time datetime="{}" title="{}">{}</time>').format(at.isoformat(), title, text)


def campaign_label(campaign: Campaign) -> labels.Label:
    """Label the campaign as it stands now."""
    return labels.of_campaign(campaign, clock.now())


def filter_words(filter_: dict[str, object]) -> str:
    """Say a filter in words."""
    try:
        return str(audience_filter.parse(filter_))
    except InvalidFilter as fault:
        return f"A filter that can't be read: {fault}"


def hours(window: SendingWindow) -> str:
    """Say between which hours people may be written to."""
    if window.opens == window.closes:
        return "at any hour"
    return f"{window.opens:%H:%M} to {window.closes:%H:%M}".replace("to 00:00", "to 24:00")


def weekdays(numbers: list[int]) -> str:
    """Name days of the week, Monday being 0.

    >>> weekdays([0, 4])
    'Monday, Friday'
    """
    return ", ".join(calendar.day_name[number] for number in sorted(numbers))


def part_of(amount: int, whole: int) -> float:
    """Answer the share in per cent, for the width of a bar; never more than all of it."""
    return round(min(100.0, 100 * amount / whole), 2) if whole else 0.0
