"""Jinja filters that format counts, phone numbers, dates and times."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal
from flask import Flask, current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf import CSRFProtect
from markupsafe import Markup

from webapp import clock, labels, language
from webapp.domain.audiences import audience_filter
from webapp.domain.audiences.audience_filter import InvalidFilter
from webapp.domain.contacts import phone
from webapp.domain.planning.sending_window import SendingWindow
from webapp.domain.recipients import country_rules
from webapp.domain.translatable import NN_
from webapp.models import Campaign


def init_app(app: Flask, csrf: CSRFProtect) -> None:
    """Register the filters, and the labels as a global."""
    app.jinja_env.filters.update(
        translated=language.translated,
        month_name=language.month_name,
        language_name=language.language_name,
        country_name=language.country_name,
        country_reason=country_rules.reason_for,
        number=language.number,
        people=people,
        percent=percent,
        phone=phone.pretty,
        day=day,
        brief_day=brief_day,
        moment=moment,
        upcoming=upcoming,
        humanize=labels.humanize,
        describe_filter=describe_filter,
        percentage_of=percentage_of,
        hours=hours,
        clock_changes=clock_changes,
        weekdays=weekdays,
    )
    app.jinja_env.globals["labels"] = labels


def people(count: int) -> str:
    """Return a number of people: 1 person; 9,517 people."""
    return language.translated(NN_("%(num)s person", "%(num)s people", count))


def percent(share: float) -> str:
    """Return a share as a percentage: 97.5 %."""
    return f"{format_decimal(share, '#,##0.0', locale=language.locale())} %"


def day(date_: date | None) -> str:
    """Return a full date: 5 October 2025."""
    return language.day(date_) if date_ else "–"


def brief_day(date_: date | None) -> str:
    """Return a short date with its day of the week, for tables: Mon, 5 Oct."""
    return language.brief_day(date_, _today()) if date_ else "–"


def _today() -> date:
    return clock.today(ZoneInfo(current_app.config["TIMEZONE"]))


def moment(at: datetime | None, zone: ZoneInfo | None = None) -> Markup | str:
    """Return a time in local time, with the zone's name and UTC in its title."""
    if at is None:
        return "–"
    zone = zone or ZoneInfo(current_app.config["TIMEZONE"])
    return _time(at, zone, language.moment(at.astimezone(zone), _today()))


def upcoming(at: datetime) -> Markup:
    """Return a future time: only the hour and minute if it is today."""
    zone = ZoneInfo(current_app.config["TIMEZONE"])
    local = at.astimezone(zone)
    is_today = local.date() == clock.today(zone)
    return _time(at, zone, f"{local:%H:%M}" if is_today else language.moment(local, _today()))


def _time(at: datetime, zone: ZoneInfo, words: str) -> Markup:
    title = f"{zone.key}; {at:%Y-%m-%d %H:%M:%S} UTC"
    return Markup('<time datetime="{}" title="{}">{}</time>').format(at.isoformat(), title, words)


def describe_filter(filter_: dict[str, object]) -> str:
    """Return the description of an audience filter."""
    try:
        return str(audience_filter.parse(filter_))
    except InvalidFilter as fault:
        return _("A filter that can't be read: %(fault)s", fault=language.translated(str(fault)))


def hours(window: SendingWindow) -> str:
    """Return the hours of the sending window as text."""
    if window.opens == window.closes:
        return _("at any hour")
    closes = f"{window.closes:%H:%M}"
    return _(
        "%(opens)s to %(closes)s",
        opens=f"{window.opens:%H:%M}",
        closes="24:00" if closes == "00:00" else closes,
    )


def clock_changes(window: SendingWindow, days: Iterable[date]) -> list[str]:
    """Return for each of the days on which a clock change moves the hours what they are then."""
    return [_moved_hours(window, day_) for day_ in days if window.is_moved(day_)]


def _moved_hours(window: SendingWindow, day_: date) -> str:
    name = language.day(day_)
    if not window.has_hours(day_):
        return _(
            "Clocks change on %(day)s and skip the sending hours: nothing is sent on that day.",
            day=name,
        )
    opens, closes = (
        f"{at.astimezone(window.zone):%H:%M}" for at in (window.opening(day_), window.closing(day_))
    )
    return _(
        "Clocks change on %(day)s, so the hours are %(opens)s to %(closes)s on that day.",
        day=name,
        opens=opens,
        closes=closes,
    )


def weekdays(numbers: list[int]) -> str:
    """Return the names of days of the week, where Monday is 0: Monday, Friday."""
    return ", ".join(map(language.weekday_name, sorted(numbers)))


def percentage_of(amount: int, whole: int) -> float:
    """Return a percentage for the width of a bar, 100 at most."""
    return round(min(100.0, 100 * amount / whole), 2) if whole else 0.0


def campaign_moment(at: datetime, campaign: Campaign) -> str:
    """Return a time in the campaign's zone: Sunday 5 October 2025, 09:00 (America/Lima)."""
    local = at.astimezone(campaign.zone)
    date_ = f"{language.weekday_name(local.weekday())} {language.day(local.date())}"
    return f"{date_}, {local:%H:%M} ({campaign.timezone})"


def duration(wait: timedelta) -> str:
    """Return a duration, rounded up to the minute: 3 h 12 min; 2 days 5 h."""
    minutes = max(1, -(-wait // timedelta(minutes=1)))
    days, hours_, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = ((days, ngettext("day", "days", days)), (hours_, _("h")), (minutes, _("min")))
    return " ".join([f"{language.number(amount)} {unit}" for amount, unit in parts if amount][:2])
