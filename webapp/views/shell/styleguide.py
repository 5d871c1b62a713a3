"""All components on one page, for developers; not served in production."""

from datetime import date, timedelta

from flask import Flask, render_template
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField

from webapp.domain.message_templates.rendering import Preview, PreviewButton
from webapp.forms.shell.base import Form
from webapp.queries.campaigns.statistics import Day
from webapp.views.accounts.access import page_blueprint
from webapp.views.shell import charts
from webapp.views.shell.urls import add_urls


def init_app(app: Flask) -> None:
    """Register the page in development and tests."""
    if app.debug or app.testing:
        blueprint = page_blueprint("styleguide", __name__, "/styleguide")
        add_urls(blueprint, ("GET", "/", show))
        app.register_blueprint(blueprint)


class Fields(Form):
    """One field of each type."""

    name = StringField("One line", description="A hint says what is expected.")
    wrong = StringField("One line that is wrong")
    many = TextAreaField("Several lines")
    one_of = SelectField("One of many", choices={"a": "The first", "b": "The second"})
    choice = RadioField("One of few", choices={"a": "The first", "b": "The second"})
    yes = BooleanField("Yes or no")


def show() -> str:
    """Show all components."""
    form = Fields(formdata=None, name="What was typed stays", choice="a")
    form.wrong.errors = ["Say what is wrong, and what to do."]
    drawn = charts.results_chart(*_days())
    sent = list(zip(drawn.days, drawn.series[0].amounts, strict=True))
    return render_template(
        "styleguide.html", fields=form, message=_message(), drawn=drawn, sent=sent
    )


def _message() -> Preview:
    buttons = (PreviewButton("url", "See the offer"), PreviewButton("quick_reply", "Stop"))
    body = "Hi Ana, it has been a while.\nCome and see what is new."
    return Preview("image", "https://example.com/offer.png", body, "Reply STOP to opt out", buttons)


def _days() -> tuple[list[Day], list[int], int]:
    """Return a week: four past days, and three planned ones."""
    days = [date(2026, 10, 5) + timedelta(days=number) for number in range(7)]
    known = [Day(day, sent=100 - n, delivered=90 - n, read=50 + n) for n, day in enumerate(days)]
    return known[:4] + [Day(day) for day in days[4:]], [0, 0, 0, 0, 100, 100, 40], 4
