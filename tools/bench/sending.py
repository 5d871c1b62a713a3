"""How fast the engine sends, without a cap and under the caps of a number."""

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import uvloop
from sqlalchemy import select

from tools.bench import naive, stage
from tools.bench.frame import Figure, compared, measured
from tools.demo_data.people import numbers
from tools.rehearsal import environment
from tools.rehearsal.environment import NUMBER, TOKEN
from tools.rehearsal.part import Part
from tools.rehearsal.ports import free_port
from tools.rehearsal.simulator import Simulator
from webapp import clock, create_app, queues
from webapp.domain.contacts.consent import ConsentSource
from webapp.extensions import db
from webapp.models import Campaign, Sender
from webapp.services.campaigns import daily, lifecycle
from webapp.services.contacts import campaign_additions
from webapp.services.contacts.campaign_additions import Entry
from webapp.services.message_templates import sync
from webapp.services.senders import registry

LATENCY_MS = 100.0
UNCAPPED_PER_SECOND = 1_000_000
WORKERS = 2
#: Calls in flight of the bare loop, the same as both workers have.
CALLS_IN_FLIGHT = 500
#: One job per message is so slow that a few hundred are enough.
NAIVE_MESSAGES = 300
#: How long a capped number is watched.
CAPPED_SECONDS = 600
#: How long to wait for everyone, in addition to the time at this pace.
DELIVERY_TIMEOUT_SECONDS = 240
#: After this many seconds, no receipt arrives within a benchmark.
NEVER_SECONDS = 1e6


def uncapped() -> Iterator[Figure]:
    """Send 20,000 at full speed; compare with a bare loop and with one job per message."""
    with parts(UNCAPPED_PER_SECOND) as (folder, simulator):
        bare = _bare(simulator, 10_000)
        by_jobs = naive.measure(simulator.url, NUMBER, TOKEN, NAIVE_MESSAGES, WORKERS)
        rate, _ = _send(folder, simulator, 20_000)
    yield compared("send-uncapped", rate, "messages/s", bare)
    yield compared("send-uncapped-beside-jobs", rate, "messages/s", by_jobs)


def at_80() -> Iterator[Figure]:
    """Send for ten minutes under the cap of an ordinary number."""
    yield from _capped("send-80", 80)


def at_1000() -> Iterator[Figure]:
    """Send for ten minutes under the cap of a fast number."""
    yield from _capped("send-1000", 1_000)


def _capped(name: str, cap: int) -> Iterator[Figure]:
    with parts(cap) as (folder, simulator):
        rate, busiest = _send(folder, simulator, cap * CAPPED_SECONDS)
    yield compared(name, rate, "messages/s", cap)
    yield measured(f"{name}-busiest-second", busiest)


@contextmanager
def parts(
    messages_per_second: int, webhook_port: int | None = None
) -> Iterator[tuple[Path, Simulator]]:
    """Start the parts, with a sender of this throughput and no messaging limit.

    Receipts go to the port of the web, if there is one; otherwise there are none.
    """
    port = free_port()
    simulator = Simulator(f"http://127.0.0.1:{port}")
    with stage.build() as folder:
        os.environ |= environment.simulated(port, webhook_port or free_port())
        with Part(folder, "simulator", ["simulator"]), _app(simulator, messages_per_second):
            if not webhook_port:
                never = ("sent_after_s", "delivered_after_s", "read_after_s")
                simulator.post("settings", **dict.fromkeys(never, NEVER_SECONDS))
            yield folder, simulator


@contextmanager
def _app(simulator: Simulator, messages_per_second: int) -> Iterator[None]:
    """Push an application that knows the simulator's number, at this throughput."""
    simulator.wait_until_up()
    simulator.post("settings", messaging_limit=-1, latency_ms=LATENCY_MS)
    app = create_app()
    with app.app_context():
        sender = registry.default(app.config)
        answers = asyncio.run(registry.fetch(sender, app.config))
        sync.store(sender.waba_id, answers.templates, answers.asked_at, is_complete=True)
        sender.messages_per_second = messages_per_second
        sender.portfolio.messaging_limit = None
        db.session.commit()
        yield
        db.session.remove()
        db.engine.dispose()


def _send(folder: Path, simulator: Simulator, count: int) -> tuple[float, int]:
    """Send a campaign through the real engine; return messages a second, and the busiest second.

    Both from the simulator's log, from the first message to the last: the workers' start
    is not included.
    """
    launch(count)
    with stage.workers(folder, WORKERS):
        times = send_launched(simulator, count)
    return (count - 1) / (times[-1] - times[0]), _busiest(times)


def send_launched(simulator: Simulator, count: int) -> list[float]:
    """Have the workers send the launched campaign; return when each message reached WhatsApp."""
    before = simulator.get("state")["accepted"]
    allocations = daily.allocate_due(clock.now())
    batch_ids = [key for allocation in allocations for key in allocation.batch_ids]
    db.session.commit()
    queues.enqueue_batches(batch_ids)
    _wait_until_accepted(simulator, before + count)
    return sorted(row["at_epoch"] for row in simulator.accepted())[-count:]


def _wait_until_accepted(simulator: Simulator, count: int) -> None:
    deadline = time.monotonic() + CAPPED_SECONDS + DELIVERY_TIMEOUT_SECONDS
    while simulator.get("state")["accepted"] < count:
        if time.monotonic() > deadline:
            raise TimeoutError("Not everybody has been written to.")
        time.sleep(0.2)


def _busiest(times: list[float]) -> int:
    """Return the number of messages in the busiest second, wherever it begins."""
    most = first = 0
    for last, at in enumerate(times):
        while times[first] <= at - 1:
            first += 1
        most = max(most, last - first + 1)
    return most


def launch(count: int) -> None:
    """Activate a campaign to this many people."""
    campaign = draft(count)
    entries = [Entry(number) for number in numbers(count)]
    campaign_additions.add(campaign, entries, "CO", ConsentSource.API, "bench")
    lifecycle.activate(campaign, "bench")
    db.session.commit()


def draft(daily_send_limit: int, target_audience: dict[str, Any] | None = None) -> Campaign:
    """Return a new campaign that may be sent at any hour."""
    sender = db.session.scalars(select(Sender)).one()
    campaign = Campaign(
        name="Benchmark",
        sender=sender,
        message_template=sync.find(sender.waba_id, "we_miss_you"),
        variables={"first_name": {"attribute": "name", "fallback": "friend"}, "city": "Lima"},
        target_audience=target_audience,
        daily_send_limit=daily_send_limit,
        timezone="UTC",
        created_by="bench",
    )
    db.session.add(campaign)
    db.session.flush()
    return campaign


def _bare(simulator: Simulator, count: int) -> float:
    """Send in the fastest loop that records nothing; return messages a second."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_loop(f"{simulator.url}/v25.0/{NUMBER}/messages", count))


async def _loop(url: str, count: int) -> float:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    free = asyncio.Semaphore(CALLS_IN_FLIGHT)
    connector = aiohttp.TCPConnector(limit=CALLS_IN_FLIGHT)
    async with aiohttp.ClientSession(connector=connector, headers=headers) as session:

        async def send(number: str) -> None:
            async with free, session.post(url, json=naive.body(number)) as response:
                await response.read()

        began = time.monotonic()
        await asyncio.gather(*(send(number) for number in numbers(count)))
        return count / (time.monotonic() - began)
