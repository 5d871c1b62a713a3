"""`pause-lag`: from a stored refusal or template pause to the paused campaign, under load."""

import json
import os
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import psycopg
from psycopg import Connection
from sqlalchemy import update

from tools.bench import stage
from tools.bench.data.bodies import body, status
from tools.bench.data.people import Sent, write_to
from tools.bench.frame import Figure, measured
from webapp import create_app, queues
from webapp.extensions import db
from webapp.models import Sender
from webapp.services.webhook.inbox import inbox

#: Receipts that arrive meanwhile: the number of people, the size of bodies, and the pace.
PEOPLE, STATUSES_PER_BODY, RECEIPTS_PER_SECOND = 12_000, 10, 300
#: Campaigns that are paused, in sequence; every second one by a refusal.
CAMPAIGNS = 100
#: As `make run` starts them.
WORKERS = 2
PAUSE_TIMEOUT_SECONDS = 60
#: WhatsApp's code for "this template is paused".
TEMPLATE_IS_PAUSED = 132015

CAMPAIGNS_OF_THEIR_OWN = """
INSERT INTO message_templates (waba_id, provider_id, name, language, status, category,
    parameter_format, components, quality, synced_at)
SELECT '200000000000001', n::text, 'offer_' || n, 'en_US', 'APPROVED', 'MARKETING', 'NAMED',
       '[]', '', now() - interval '1 hour' FROM generate_series(1, %(count)s) n;
INSERT INTO marketing_campaigns (id, kind, name, description, status, sender_id, variables,
    priority, daily_send_limit, timezone, window_opens, window_closes, weekdays, created_by,
    created_at, message_template_id)
SELECT gen_random_uuid(), 'campaign', t.name, '', 'active', s.id, '{}', 5, 250, 'America/Lima',
       '00:00', '00:00', '{0,1,2,3,4,5,6}', 'bench', now(), t.id
FROM senders s, message_templates t;
INSERT INTO campaign_recipients (campaign_id, contact_id, phone_number, position, status,
    variables, attempts, claim_token, wamid, accepted_at, claimed_at)
SELECT c.id, p.id, p.phone_number, 1, 'sent', '{}', 1, gen_random_uuid(), 'wamid.' || c.name,
       now(), now()
FROM marketing_campaigns c, (SELECT id, phone_number FROM contacts LIMIT 1) p
WHERE c.message_template_id IS NOT NULL;
"""
PAUSED = """
SELECT campaign.name, entry.created_at FROM audit_log entry
JOIN marketing_campaigns campaign ON entry.subject = 'campaign ' || campaign.id
WHERE entry.action = 'campaign.pause'
"""


def measure() -> Iterator[Figure]:
    """Pause campaign after campaign while receipts come in."""
    with stage.build() as folder, psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        people = write_to(connection, PEOPLE)
        for statement in CAMPAIGNS_OF_THEIR_OWN.split(";\n"):
            connection.execute(statement.encode(), {"count": CAMPAIGNS})
        connection.commit()
        campaigns = _campaigns(connection)
        with create_app().app_context(), stage.workers(folder, WORKERS):
            db.session.execute(update(Sender).values(access_token="no-token"))
            db.session.commit()
            stored = _feed(people, campaigns)
            paused = _wait_until_paused(connection)
    lags: tuple[list[float], list[float]] = ([], [])
    for number, name in enumerate(stored):
        lags[number % 2].append((paused[name] - stored[name]) / timedelta(seconds=1))
    for name, seconds in zip(("pause-lag-refusal", "pause-lag-template"), lags, strict=True):
        yield measured(name, sorted(seconds)[int(0.95 * len(seconds))])


def _campaigns(connection: Connection) -> list[Sent]:
    """Return one recipient of each campaign, and the campaign's name for a number."""
    rows: list[Sent] = connection.execute(
        "SELECT r.wamid, c.name, r.id || '.' || r.claim_token FROM campaign_recipients r"
        " JOIN marketing_campaigns c ON c.id = r.campaign_id WHERE c.message_template_id > 0"
    ).fetchall()
    return rows


def _feed(people: Sequence[Sent], campaigns: Sequence[Sent]) -> dict[str, datetime]:
    """Post the receipts at their pace, with news of a campaign from time to time."""
    stored: dict[str, datetime] = {}
    bodies = [
        people[start : start + STATUSES_PER_BODY]
        for start in range(0, len(people), STATUSES_PER_BODY)
    ]
    every = len(bodies) // len(campaigns)
    began = time.perf_counter()
    for number, some in enumerate(bodies):
        wait = began + number * STATUSES_PER_BODY / RECEIPTS_PER_SECOND - time.perf_counter()
        time.sleep(max(0, wait))
        at = int(time.time())
        _take_in(body([status(wamid, "delivered", at, *recipient) for wamid, *recipient in some]))
        if number % every == 0 and number // every < len(campaigns):
            index = number // every
            stored[campaigns[index][1]] = datetime.now(UTC)
            _take_in(_news(index, *campaigns[index]))
    return stored


def _take_in(content: bytes) -> None:
    inbox.store(content)
    queues.enqueue_if_idle("drain_webhook_events")


def _news(number: int, wamid: str, name: str, callback: str) -> bytes:
    at = int(time.time())
    if number % 2 == 0:
        refused = status(wamid, "failed", at, "573000000000", callback)
        error = {"code": TEMPLATE_IS_PAUSED, "title": "Template is paused"}
        return body([refused | {"errors": [error]}])
    value = {
        "event": "PAUSED",
        "message_template_id": name.removeprefix("offer_"),
        "message_template_name": name,
        "message_template_language": "en_US",
        "reason": "NONE",
    }
    change = {"field": "message_template_status_update", "value": value}
    entry = {"id": "200000000000001", "time": at, "changes": [change]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def _wait_until_paused(connection: Connection) -> dict[str, datetime]:
    deadline = time.monotonic() + PAUSE_TIMEOUT_SECONDS
    paused: dict[str, datetime] = {}
    while len(paused := dict(connection.execute(PAUSED).fetchall())) < CAMPAIGNS:
        connection.commit()
        if time.monotonic() > deadline:
            raise TimeoutError(f"Only {len(paused)} of {CAMPAIGNS} campaigns are paused.")
        time.sleep(0.2)
    return paused
