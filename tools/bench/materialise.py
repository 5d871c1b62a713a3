"""`materialise-1m`: an audience of a million people into a campaign, and again with all in it."""

import base64
import hashlib
import json
import os
import time
import uuid
from collections.abc import Iterator

import psycopg
from cryptography.fernet import Fernet
from psycopg import Connection
from redis import Redis
from rq import Queue

from tools.bench import frame, stage
from tools.bench.data import contacts
from tools.bench.frame import Figure
from tools.rehearsal.part import Part

TASK_TIMEOUT_SECONDS = 180

PREPARE = """
INSERT INTO portfolios (name, reserve, created_at) VALUES ('bench', 0, now());
INSERT INTO senders (portfolio_id, phone_number_id, waba_id, display_phone_number, verified_name,
                     access_token, messages_per_second, quality_rating, status, marketing_route,
                     created_at)
SELECT id, '100000000000001', '200000000000001', '', '', '{token}', 1000, 'GREEN', 'connected',
       'automatic', now()
FROM portfolios;
INSERT INTO message_templates (waba_id, provider_id, name, language, status, category,
    parameter_format, quality, components, synced_at)
VALUES ('200000000000001', '1', 'bench', 'en', 'APPROVED', 'MARKETING', 'NAMED', 'GREEN',
        '[{"type": "BODY", "text": "Hello {{first_name}} of {{city}}"}]', now());
"""
CAMPAIGN = """
INSERT INTO marketing_campaigns (id, kind, name, description, status, sender_id,
    message_template_id, frozen_components, variables, target_audience, priority,
    daily_send_limit, timezone, window_opens, window_closes, weekdays, created_by, created_at)
SELECT %(id)s, 'campaign', 'bench', '', 'paused', s.id, t.id, t.components,
       '{"first_name": {"attribute": "name", "fallback": "friend"},
         "city": {"attribute": "city", "fallback": "here"}}',
       '{"match": "all", "conditions": []}', 5, 250, 'UTC', '00:00', '00:00', '{0,1,2,3,4,5,6}',
       'bench', now()
FROM senders s, message_templates t
"""
BARE = """
INSERT INTO campaign_recipients (campaign_id, contact_id, phone_number, position, status,
                                 variables, attempts)
SELECT %(id)s, id, phone_number, row_number() OVER (ORDER BY id), 'pending', '{}', 0
FROM contacts WHERE subscription = 'subscribed' ON CONFLICT DO NOTHING
"""
TASK = """
INSERT INTO background_tasks (id, kind, params, state, cursor, attempts, run_at, progress,
                              created_by, created_at)
VALUES (%s, 'add_audience', %s, 'waiting', 0, 0, now(), 0, 'bench', now())
"""


def measure() -> Iterator[Figure]:
    """Measure the job that adds the audience, each time with the bare statement."""
    with stage.build() as folder, psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        contacts.make(connection)
        for statement in PREPARE.split(";\n")[:-1]:
            connection.execute(statement.replace("{token}", _token()).encode())
        bare_id, campaign_id = uuid.uuid4(), uuid.uuid4()
        for key in (bare_id, campaign_id):
            connection.execute(CAMPAIGN, {"id": key})
        connection.commit()
        bare, bare_again = _bare(connection, bare_id), _bare(connection, bare_id)
        with Part(folder, "worker", ["jobs.worker"]):
            first, again = _add(connection, campaign_id), _add(connection, campaign_id)
        yield frame.compared("materialise-1m", first, "s", bare)
        yield frame.compared("materialise-1m-again", again, "s", bare_again)


def _token() -> str:
    """Return a token, encrypted as the product stores it."""
    secret = os.environ["SECRET_KEY"].encode()
    key = base64.urlsafe_b64encode(hashlib.sha256(b"at rest:" + secret).digest())
    return Fernet(key).encrypt(b"no-token").decode()


def _bare(connection: Connection, campaign_id: uuid.UUID) -> float:
    began = time.perf_counter()
    connection.execute(BARE, {"id": campaign_id})
    connection.commit()
    return time.perf_counter() - began


def _add(connection: Connection, campaign_id: uuid.UUID) -> float:
    """Have a worker add the audience; return the seconds until its task was done."""
    task_id = uuid.uuid4()
    connection.execute(TASK, (task_id, json.dumps({"campaign_id": str(campaign_id)})))
    connection.commit()
    began = time.perf_counter()
    queue = Queue("default", connection=Redis.from_url(os.environ["REDIS_URL"]))
    queue.enqueue("jobs.run_background_task.run_background_task", task_id, job_timeout=600)
    while (status := _status(connection, task_id)) == "waiting":
        if time.perf_counter() - began > TASK_TIMEOUT_SECONDS:
            raise TimeoutError("The audience is not added.")
        time.sleep(0.05)
    if status != "done":
        raise RuntimeError(f"The task is {status}.")
    return time.perf_counter() - began


def _status(connection: Connection, task_id: uuid.UUID) -> str:
    [(status,)] = connection.execute("SELECT state FROM background_tasks WHERE id = %s", (task_id,))
    connection.commit()
    return str(status)
