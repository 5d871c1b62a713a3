"""The campaigns and audiences in addition to the demo's."""

from datetime import date, time, timedelta
from typing import Any

from tools.screenshots.things import CROWDED_OUT, DRAFT, HELD, RUNNING, campaign
from webapp import clock
from webapp.extensions import db
from webapp.models import Audience, Campaign
from webapp.services.campaigns import changes, lifecycle
from webapp.services.message_templates import sync

ACTOR, COLLEAGUE = "admin@example.com", "lucia@example.com"
#: The zone of the demo's people, and the hours of sending.
TIMEZONE, OPENS, CLOSES = "America/Bogota", time(9), time(20)
FIRST_NAME = {"attribute": "name", "fallback": "friend"}


def begin_all() -> None:
    """Create three that compete with the demo's for quota, and one that starts later."""
    running = campaign(RUNNING)
    changes.change(running, {"window_opens": OPENS, "window_closes": CLOSES}, ACTOR)
    tomorrow = clock.today(running.zone) + timedelta(days=1)
    early = _draft("Early access for Cali", "Before everyone else sees the collection.", "Cali")
    _begin(early, tomorrow + timedelta(days=2), priority=1, daily_send_limit=90)
    coupon = _draft(CROWDED_OUT, "A code for the till.", "Medellín", "coupon_for_you")
    coupon.variables = {"1": FIRST_NAME, "2": "31 October", "button.0": "ANA15"}
    _begin(coupon, tomorrow + timedelta(days=2), priority=8, daily_send_limit=120)
    sale = _draft("Santa Marta weekend", "Two for one.", "Santa Marta", "weekend_sale", "es")
    _begin(sale, tomorrow + timedelta(days=8), daily_send_limit=80)


def shop_opening() -> Campaign:
    """Return a campaign that starts today, for people who are in no other one."""
    held = _draft(HELD, "Coffee for whoever comes on the first day.", "Cartagena")
    _begin(held, clock.today(held.zone), daily_send_limit=20, priority=2)
    return held


def fill_in() -> None:
    """Fill in a draft, so that it is ready to be sent, and save audiences."""
    draft = _draft(DRAFT, "Whoever bought boots before.", "Bogotá", "winter_offer")
    draft.variables = {"1": FIRST_NAME, "2": "30 %", "button.0": "winter-boots"}
    draft.start_date = clock.today(draft.zone) + timedelta(days=7)
    draft.daily_send_limit = 50
    coast = [_is("city", city) for city in ("Cartagena", "Barranquilla", "Santa Marta")]
    old = {"field": "attributes.last_order", "operator": "before", "value": "2026-06-01"}
    db.session.add(Audience(name="Coast", filter={"match": "any", "conditions": coast}))
    quiet = {"match": "all", "conditions": [old]}
    db.session.add(Audience(name="No order since June", filter=quiet))


def _draft(
    name: str, description: str, city: str, template: str = "we_miss_you", language: str = "en_US"
) -> Campaign:
    """Return a draft for the people of a city."""
    sender = campaign(RUNNING).sender
    draft = Campaign(
        name=name,
        description=description,
        sender=sender,
        message_template=sync.find(sender.waba_id, template, language),
        variables={"first_name": FIRST_NAME} if template == "we_miss_you" else {},
        target_audience={"match": "all", "conditions": [_is("city", city)]},
        timezone=TIMEZONE,
        window_opens=OPENS,
        window_closes=CLOSES,
        created_by=COLLEAGUE,
    )
    db.session.add(draft)
    db.session.flush()
    return draft


def _is(name: str, value: str) -> dict[str, str]:
    return {"field": f"attributes.{name}", "operator": "is", "value": value}


def _begin(draft: Campaign, first_day: date, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(draft, name, value)
    lifecycle.activate(draft, COLLEAGUE, first_day)
