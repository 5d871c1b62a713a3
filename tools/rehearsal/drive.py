"""Advances the virtual days, as time and rq-scheduler do in production."""

import random
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from datetime import time as daytime

from flask import Flask
from rq import Queue
from rq.registry import StartedJobRegistry
from sqlalchemy import exists, select

from tools.rehearsal.case import Case
from tools.rehearsal.stage import Stage
from webapp import queues
from webapp.domain.recipients.status import IN_HAND, WAITING, RecipientStatus
from webapp.extensions import db
from webapp.models import Contact, Recipient, WebhookEvent

#: The start of the day; each begins a little later than the one before, because the people of
#: yesterday use quota for 24 hours and a minute.
MORNING = daytime(9)
A_DAY_LATER = timedelta(hours=24, minutes=2)
#: After the morning's sending: until receipts and replies are in, and until retries are due.
LATER_THAT_DAY = (timedelta(minutes=15), timedelta(hours=2), timedelta(hours=5))

TICKS = (
    *("plan_day", "recover_claims", "drain_webhook_events", "deliver_outbox", "compact_counters"),
    "check_incidents",  # it also decides on the initial group of a resumed campaign
)
#: Of those who wait, this many in a thousand write STOP on a day before any message to them.
UNPROMPTED_STOPS = 2
PATIENCE_SECONDS = 120


class NotQuietError(RuntimeError):
    """The parts do not become idle."""


def days(app: Flask, case: Case, stage: Stage, begins: daytime = MORNING) -> Iterator[datetime]:
    """Play day after day, until nobody waits any more; yield the morning of each."""
    morning = datetime.combine(case.first_day, begins, UTC)
    chance = random.Random(case.seed)  # noqa: S311
    while True:
        tick(app, stage, morning)
        for number, later in enumerate(LATER_THAT_DAY):
            tick(app, stage, morning + later)
            settle(app, stage)
            if number == 0 and not case.is_plain:
                _stop_unprompted(app, stage, chance)
        yield morning
        if not _anyone_waits(app):
            return
        morning += A_DAY_LATER


def tick(app: Flask, stage: Stage, moment: datetime) -> None:
    """Set the clock, run the periodic jobs, and wait until all is sent."""
    stage.calendar.jump(moment)
    with app.app_context():
        for name in TICKS:
            queues.enqueue(name)
    _wait_until(lambda: _is_idle(app, (queues.DEFAULT, queues.SENDING)) and _is_sent(app))


def settle(app: Flask, stage: Stage) -> None:
    """Wait until no job runs, no webhook is in flight and none waits to be processed.

    What is due only in some minutes (the receipt of a reply to a STOP) is waited for in
    virtual minutes.
    """
    while True:
        _wait_until(
            lambda: stage.simulator.is_between_deliveries() and _is_drained(app) and _is_idle(app)
        )
        if stage.simulator.is_quiet():
            return
        stage.calendar.forward(minutes=2)
        time.sleep(0.1)  # until the simulator has read the clock


def _wait_until(is_so: Callable[[], bool]) -> None:
    """Wait until the condition holds, and still holds a moment later.

    A job that a worker has just taken from its queue is invisible for a millisecond.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (is_so() and _still(is_so)):
        if time.monotonic() > deadline:
            raise NotQuietError("Jobs, webhooks or receipts are still under way.")
        time.sleep(0.02)


def _still(is_so: Callable[[], bool]) -> bool:
    time.sleep(0.05)
    return is_so()


def _is_idle(app: Flask, names: Iterable[str] = queues.NAMES) -> bool:
    with app.app_context():
        every = [Queue(name, connection=queues.redis()) for name in names]
        return not any(queue.count or StartedJobRegistry(queue=queue).count for queue in every)


def _is_sent(app: Flask) -> bool:
    with app.app_context():
        return not db.session.scalar(select(exists().where(Recipient.status.in_(IN_HAND))))


def _is_drained(app: Flask) -> bool:
    with app.app_context():
        return not db.session.scalar(select(exists().where(WebhookEvent.drained_at.is_(None))))


def _anyone_waits(app: Flask) -> bool:
    with app.app_context():
        return bool(db.session.scalar(select(exists().where(Recipient.status.in_(WAITING)))))


def _stop_unprompted(app: Flask, stage: Stage, chance: random.Random) -> None:
    """Have some of those who wait write STOP; they must never be messaged."""
    with app.app_context():
        waiting = (
            select(Recipient.phone_number, Contact.user_id)
            .join(Contact, Contact.id == Recipient.contact_id)
            .where(Recipient.status == RecipientStatus.PENDING)
        )
        addresses = db.session.execute(waiting.order_by(Recipient.id)).all()
    count = len(addresses) * UNPROMPTED_STOPS // 1000
    for number, user_id in chance.sample(list(addresses), k=count):
        sender = {"from": number} if number else {"user_id": user_id}
        stage.simulator.post("inbound", **sender, text="STOP")
    settle(app, stage)
