"""The cost of planning a million people, and of a tick that finds nothing to do."""

import time
from collections.abc import Iterator
from datetime import date, timedelta
from statistics import median
from uuid import UUID, uuid4

from sqlalchemy import insert, select, text

from jobs.plan_day import plan_day
from tools.bench import stage
from tools.bench.frame import RUNS, Figure, measured
from tools.demo_data.people import numbers
from webapp import clock, create_app
from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.planning.plan import Demand, Supply, plan
from webapp.extensions import db
from webapp.models import Campaign, Incident, MessageTemplate, Portfolio, Sender

TODAY = date(2025, 10, 5)
CAMPAIGNS, RECIPIENTS_PER_CAMPAIGN = 200, 5_000
ROUNDS = 20


def plan_million() -> Iterator[Figure]:
    """Plan ten campaigns of 1,000,000 people, then plan them again after a day."""
    yield measured("plan-1m", median(_plan() for _ in range(RUNS)))


def _plan() -> float:
    demands = [Demand(UUID(int=n), 1 + n, 1_000_000, 100_000, TODAY) for n in range(10)]
    began = time.perf_counter()
    shares = plan(demands, Supply(TODAY, 100_000))
    sent = {share.campaign_id: share.size for share in shares if share.day == TODAY}
    for demand in demands:
        demand.waiting -= sent.get(demand.campaign_id, 0)
    tomorrow = TODAY + timedelta(days=1)
    plan(demands, Supply(tomorrow, 100_000))
    return time.perf_counter() - began


def idle_tick() -> Iterator[Figure]:
    """Tick with 200 active campaigns and 1,000,000 people waiting, with no quota remaining."""
    with stage.build(), create_app().app_context():
        _fill()
        plan_day()  # the first uses the remaining quota
        seconds = median(_tick() for _ in range(RUNS))
        if fault := db.session.scalar(select(Incident.message)):
            raise RuntimeError(f"What was measured is no idle tick: {fault}")
        db.session.remove()
        db.engine.dispose()
    yield measured("tick-idle", seconds * 1000)


def _tick() -> float:
    began = time.perf_counter()
    for _ in range(ROUNDS):
        plan_day()
    return (time.perf_counter() - began) / ROUNDS


def _fill() -> None:
    """Make the contacts and campaigns with plain SQL: only the tick is measured."""
    now = clock.now()
    portfolio = Portfolio(name="Benchmark", messaging_limit=250)
    sender = Sender(portfolio=portfolio, phone_number_id="1", waba_id="2", access_token="x")
    template = MessageTemplate(
        waba_id="2",
        provider_id="3",
        name="hello_world",
        language="en_US",
        status="APPROVED",
        category="UTILITY",
        components=[{"type": "BODY", "text": "Hello"}],
        synced_at=now,
    )
    db.session.add_all([sender, template])
    db.session.flush()
    db.session.execute(
        text(
            "INSERT INTO contacts (phone_number, match_key, country, name, attributes,"
            " subscription, created_at, updated_at)"
            " SELECT n, ltrim(n, '+'), 'CO', '', '{}', 'subscribed', :now, :now"
            " FROM unnest(CAST(:numbers AS text[])) n"
        ),
        {"now": now, "numbers": numbers(RECIPIENTS_PER_CAMPAIGN)},
    )
    db.session.execute(insert(Campaign), [_campaign(sender, template) for _ in range(CAMPAIGNS)])
    db.session.execute(
        text(
            "INSERT INTO campaign_recipients (campaign_id, contact_id, phone_number, position,"
            " status, variables, attempts)"
            " SELECT c.id, p.id, p.phone_number, p.id, 'pending', '{}', 0"
            " FROM marketing_campaigns c CROSS JOIN contacts p"
        )
    )
    db.session.commit()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _campaign(sender: Sender, template: MessageTemplate) -> dict[str, object]:
    return {
        "id": uuid4(),
        "name": "Benchmark",
        "sender_id": sender.id,
        "message_template_id": template.id,
        "status": CampaignStatus.ACTIVE,
        "activated_at": clock.now(),
        "timezone": "UTC",
        "created_by": "bench",
    }
