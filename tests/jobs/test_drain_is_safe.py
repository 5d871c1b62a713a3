"""Draining beside other workers, and under the worst of circumstances."""

import os
import signal
import subprocess
import sys
import threading
import time
from random import Random

import psycopg
import pytest

from jobs.drain_webhook_events import drain_webhook_events
from tests import payloads
from tests.factories import an_active_campaign, some_numbers
from webapp import clock
from webapp.domain.recipient_status import RecipientStatus
from webapp.extensions import db
from webapp.models import Campaign, ConsentEvent, Contact, Errand, Recipient, WebhookEvent
from webapp.queries import statistics
from webapp.services import webhook_bodies, webhook_events

S = RecipientStatus
PEOPLE = 400
DRAIN = """
from webapp import create_app
from jobs.drain_webhook_events import drain_webhook_events
with create_app().app_context():
    print("ready", flush=True)
    drain_webhook_events()
"""


@pytest.fixture
def told(app) -> Campaign:
    """A campaign of people who were written to, and all that WhatsApp tells of them."""
    campaign = an_active_campaign(some_numbers(PEOPLE), daily_send_limit=PEOPLE)
    people = db.session.scalars(db.select(Recipient).order_by(Recipient.id)).all()
    now = clock.now()
    for one in people:
        one.status, one.attempts, one.wamid = S.SENT, 1, f"wamid.{one.id}"
        one.accepted_at, one.claim_token = now, f"00000000-0000-0000-0000-{one.id:012}"
    db.session.commit()
    changes = []
    for i, one in enumerate(people):
        at, callback = now.timestamp(), f"{one.id}.{one.claim_token}"
        states = ("sent", "delivered", "read") if i % 2 else ("sent", "delivered")
        changes += [payloads.receipt(one.wamid, state, at, callback) for state in states]
        if i % 10 == 0:
            changes.append(payloads.reply(one.phone_number, "STOP", at))
        if i % 25 == 1:
            changes.append(payloads.receipt(one.wamid, "failed", at, callback, code=131050))
    Random(3).shuffle(changes)
    for start in range(0, len(changes), 4):
        webhook_events.keep(payloads.body(*changes[start : start + 4]))
    db.session.commit()
    return campaign


def is_all_applied(campaign: Campaign) -> None:
    db.session.rollback()
    db.session.expire_all()
    counted = {status: n for status, n in statistics.of(campaign.id).counts.items() if n}
    assert counted == {S.DELIVERED: PEOPLE // 2, S.READ: PEOPLE // 2}
    out = db.session.scalars(db.select(Contact).filter_by(subscription="unsubscribed")).all()
    assert len(out) == PEOPLE // 10 + PEOPLE // 25
    stops = db.select(db.func.count(ConsentEvent.id)).filter_by(kind="opt_out")
    assert db.session.scalar(stops) == len(out)
    assert not db.session.scalars(db.select(WebhookEvent).filter_by(drained_at=None)).all()
    assert not db.session.scalars(db.select(Errand).filter_by(given_up_at=None)).all()


def a_drain(settings) -> subprocess.Popen:
    program = [sys.executable, "-c", DRAIN]
    return subprocess.Popen(program, env=os.environ | settings, stdout=subprocess.PIPE)


def test_a_drain_that_is_killed_at_any_point_loses_nothing(told, settings, monkeypatch):
    monkeypatch.setattr(webhook_bodies, "AT_ONCE", 20)
    chance = Random(11)
    kills = 0

    for _ in range(4):
        with a_drain(settings) as drain:
            drain.stdout.readline()
            time.sleep(chance.uniform(0.02, 0.4))
            drain.send_signal(signal.SIGKILL)
        kills += drain.returncode == -signal.SIGKILL
    db.session.execute(db.update(Errand).values(next_try_at=clock.now()))  # their leases end
    drain_webhook_events()

    assert kills
    is_all_applied(told)


def test_drains_at_once_apply_everything_once(told, settings):
    with a_drain(settings) as one, a_drain(settings) as other:
        said = [one.stdout.read(), other.stdout.read()]

    assert said == [b"ready\n", b"ready\n"]
    assert (one.returncode, other.returncode) == (0, 0)
    is_all_applied(told)


def test_a_drain_gives_way_to_whoever_holds_what_it_needs(told, settings):
    """A sender that writes what came of its calls must never be the victim of a deadlock."""
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
                    for one in ids[1:20]:  # the wrong way round
                        connection.execute(touch, (one,))
                    connection.commit()
                except psycopg.Error as trouble:
                    troubles.append(trouble)
                    return
                time.sleep(0.25)

    sender = threading.Thread(target=send)
    sender.start()
    drain_webhook_events()
    done.set()
    sender.join()

    assert troubles == []
    is_all_applied(told)
