"""A sender that the simulator knows, and campaigns from it."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from flask import Flask
from rq import Queue

from jobs.sync_templates import sync_templates
from jobs.worker import Worker
from tests.support.factories import an_active_campaign
from tools.rehearsal.simulator import Simulator
from webapp import clock, queues
from webapp.extensions import db
from webapp.models import Campaign, MessageTemplate, Sender
from webapp.services.campaigns import daily
from webapp.services.sending.engine.event_loop import event_loop


@pytest.fixture
def sender(app: Flask, simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> Sender:
    """The simulator's number and its templates, at 1,000 messages a second.

    A batch ends with its last responses, even if they are late on a busy machine.
    """
    monkeypatch.setattr("webapp.services.sending.engine.batch.LAST_RESPONSES_SECONDS", 20)
    sync_templates()
    known = db.session.scalars(db.select(Sender)).one()
    known.messages_per_second = 1000
    db.session.commit()
    return known


@pytest.fixture
def work(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Run all enqueued jobs in a worker in this process."""
    monkeypatch.setattr(Worker, "app", app, raising=False)
    # They would stay after the worker has ended.
    monkeypatch.setattr(Worker, "_install_signal_handlers", lambda _: None)

    def run() -> None:
        db.session.commit()
        connection = queues.redis()
        waiting = [Queue(name, connection=connection) for name in queues.NAMES]
        Worker(waiting, connection=connection).work(burst=True, logging_level="WARNING")
        event_loop.wait_for_background()
        db.session.expire_all()

    return run


@pytest.fixture
def two_workers(settings: dict[str, str]) -> Callable[[], None]:
    """Run all enqueued jobs in two workers at once, in separate processes."""

    def run() -> None:
        program = [sys.executable, "-m", "jobs.worker", "--burst"]
        workers = [subprocess.Popen(program, env=os.environ | settings) for _ in range(2)]
        assert [process.wait(timeout=60) for process in workers] == [0, 0]

    return run


@pytest.fixture
def a_cut_campaign(sender: Sender) -> Callable[..., tuple[Campaign, list[Any]]]:
    """Make an active campaign from the simulator's number, with allocated batches."""

    def make(numbers: Sequence[str] | int = 3, **attributes: Any) -> tuple[Campaign, list[Any]]:
        template = db.session.scalars(
            db.select(MessageTemplate).filter_by(name="we_miss_you")
        ).one()
        attributes.setdefault(
            "variables",
            {"first_name": {"attribute": "name", "fallback": "friend"}, "city": "Lima"},
        )
        campaign = an_active_campaign(
            numbers, sender=sender, message_template=template, **attributes
        )
        allocations = daily.allocate_due(clock.now())
        db.session.commit()
        return campaign, [key for allocation in allocations for key in allocation.batch_ids]

    return make
