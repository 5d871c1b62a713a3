"""Draining with other workers, and under the worst conditions."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from random import Random
from typing import Any

import psycopg
import pytest

from jobs.drain_webhook_events import drain_webhook_events
from tests.support import payloads
from tests.support.comparable_state import comparable_state
from tests.support.database import empty_tables
from tests.support.factories import an_active_campaign, some_numbers
from webapp import clock
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import BackgroundTask, Campaign, Contact, Recipient, WebhookEvent
from webapp.queries.campaigns import statistics
from webapp.services.planning import quota_ledger
from webapp.services.webhook.inbox import inbox

S = RecipientStatus
PEOPLE = 400


NUMBERS = some_numbers(PEOPLE)


def tell_all() -> Campaign:
    """Return a campaign of messaged people, with all reports about them received."""
    campaign = an_active_campaign(NUMBERS, daily_send_limit=PEOPLE)
    people = db.session.scalars(db.select(Recipient).order_by(Recipient.position)).all()
    noon = datetime(2025, 10, 5, 12, tzinfo=UTC)
    for one in people:
        one.status, one.attempts, one.wamid = S.SENT, 1, f"wamid.{one.position}"
        one.accepted_at, one.claim_token = noon, f"00000000-0000-0000-0000-{one.position:012}"
    written = [one.contact_id for one in people]
    quota_ledger.write(campaign.sender.portfolio_id, written, clock.now())
    db.session.commit()
    changes = []
    for i, one in enumerate(people):
        at, callback = noon.timestamp() + 1, f"{one.id}.{one.claim_token}"
        states = ("sent", "delivered", "read") if i % 2 else ("sent", "delivered")
        changes += [payloads.receipt(one.wamid, state, at, callback) for state in states]
        if i % 10 == 0:
            changes.append(payloads.reply(one.phone_number, "STOP", at))
        if i % 25 == 1:
            changes.append(payloads.receipt(one.wamid, "failed", at, callback, code=131050))
    Random(3).shuffle(changes)
    for start in range(0, len(changes), 4):
        inbox.store(payloads.body(*changes[start : start + 4]))
    db.session.commit()
    return campaign


@pytest.fixture
def told(app) -> Campaign:
    return tell_all()


def is_all_applied(campaign: Campaign) -> None:
    db.session.rollback()
    db.session.expire_all()
    counted = {status: n for status, n in statistics.for_campaign(campaign.id).counts.items() if n}
    assert counted == {S.DELIVERED: PEOPLE // 2, S.READ: PEOPLE // 2}
    out = db.session.scalars(db.select(Contact).filter_by(subscription="unsubscribed")).all()
    assert len(out) == PEOPLE // 10 + PEOPLE // 25
    assert not db.session.scalars(db.select(WebhookEvent).filter_by(drained_at=None)).all()
    assert not db.session.scalars(db.select(BackgroundTask).filter_by(state="waiting")).all()


def undisturbed(at: datetime) -> dict[str, Any]:
    """Return the final state if no worker is killed."""
    drain_webhook_events()
    campaign = db.session.scalars(db.select(Campaign)).one()
    is_all_applied(campaign)
    known = comparable_state(campaign, at)
    empty_tables()
    return known


def a_drain(settings) -> subprocess.Popen:
    program = [sys.executable, "-m", "tests.support.small_drain"]
    return subprocess.Popen(program, env=os.environ | settings, stdout=subprocess.PIPE)


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.long)])
def test_a_drain_that_is_killed_at_any_point_ends_like_an_undisturbed_one(told, settings, seed):
    """The processes are real, and killed as an operator or the kernel would."""
    now, chance = clock.now(), Random(seed)
    expected = undisturbed(now)
    campaign = tell_all()
    kills = 0

    for _ in range(6):
        kills += is_killed_in_the_middle(settings, chance)
    db.session.execute(db.update(BackgroundTask).values(lease_until=None))  # their leases end
    drain_webhook_events()

    assert kills > 1
    assert comparable_state(campaign, now) == expected


def is_killed_in_the_middle(settings, chance: Random) -> bool:
    """Kill a drain a moment after its first commit; return whether the kill ended it."""
    before = waiting()
    with a_drain(settings) as drain:
        drain.stdout.readline()
        while waiting() == before and drain.poll() is None:
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.05))
        drain.send_signal(signal.SIGKILL)
    return drain.returncode == -signal.SIGKILL


def waiting() -> int:
    db.session.rollback()
    undrained = db.select(db.func.count(WebhookEvent.id)).filter_by(drained_at=None)
    return db.session.scalar(undrained) or 0


def test_drains_at_once_apply_everything_once(told, settings):
    with a_drain(settings) as one, a_drain(settings) as other:
        said = [one.stdout.read(), other.stdout.read()]

    assert said == [b"ready\n", b"ready\n"]
    assert (one.returncode, other.returncode) == (0, 0)
    is_all_applied(told)


def test_a_drain_gives_way_to_whoever_holds_what_it_needs(told, settings):
    """A sender that stores the results of its calls must never be the victim of a deadlock."""
    url = settings["DATABASE_URL"]
    ids = db.session.scalars(db.select(Recipient.id).order_by(Recipient.id.desc())).all()
    troubles: list[Exception] = []
    done = threading.Event()

    def send() -> None:
        touch = "UPDATE campaign_recipients SET lease_until = NULL WHERE id = %s"
        with psycopg.connect(url) as connection:
            while not done.is_set():
                try:
                    connection.execute(touch, (ids[0],))
                    time.sleep(0.3)
                    for one in ids[1:20]:  # in the opposite order
                        connection.execute(touch, (one,))
                    connection.commit()
                except psycopg.Error as trouble:
                    troubles.append(trouble)
                    return
                time.sleep(1)  # long enough for a slow machine to start a drain

    sender = threading.Thread(target=send)
    sender.start()
    try:
        drain_webhook_events()
    finally:
        done.set()
        sender.join()

    assert troubles == []
    is_all_applied(told)
