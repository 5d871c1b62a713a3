"""The plans of the statements that carry the load, as PostgreSQL runs them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time, timedelta
from typing import Any

from sqlalchemy import event

from tests.support import payloads
from tests.support.factories import an_active_campaign
from webapp import clock
from webapp.extensions import db
from webapp.models import Batch, Campaign, Recipient
from webapp.services.planning import allocation
from webapp.services.sending import claims, envelopes
from webapp.services.webhook import drain
from webapp.services.webhook.inbox import inbox

#: ANALYZE reads a sample of 30,000 rows: with fewer it reads all, and plans are always the same.
PEOPLE = 20_000
ALLOCATED, CLAIMED = 4_000, 100
#: Values that differ from run to run: ids, times and lists of them.
_VALUES = re.compile(r"'(\{[^']*\}|[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\d[^']*)'")
_NUMBERS = re.compile(r"(?<=_id = )\d+")

#: Everyone's zone, those messaged an hour ago, those who have just written to us, and those to
#: whom WhatsApp held marketing back.
_PEOPLE = """
UPDATE campaign_recipients SET time_zones = 'America/Bogota';
INSERT INTO quota_ledger (portfolio_id, contact_id, written_at)
SELECT p.id, c.id, now() - INTERVAL '1 hour' FROM portfolios p, contacts c WHERE mod(c.id, 4) = 0;
INSERT INTO service_windows (sender_id, contact_id, open_until)
SELECT s.id, c.id, now() + INTERVAL '23 hours' FROM senders s, contacts c WHERE mod(c.id, 20) = 0;
INSERT INTO marketing_holds (contact_id, held_until)
SELECT id, now() + INTERVAL '1 hour' FROM contacts WHERE mod(id, 50) = 1
"""
#: WhatsApp has accepted the messages of those who are claimed.
_ACCEPTED = """
UPDATE campaign_recipients SET status = 'sent', wamid = 'wamid.' || id, accepted_at = now()
WHERE status = 'sending'
"""


def shapes() -> Iterator[str]:
    """Yield the plans of the allocation, the claim and the drain, in an empty database."""
    campaign = an_active_campaign(PEOPLE, daily_send_limit=PEOPLE)
    _prepare(_PEOPLE)
    with _explained("WITH exempt_contacts") as plans:
        allocation.allocate(campaign, ALLOCATED, ALLOCATED, clock.now())
    yield _chapter("The allocation", plans)
    campaign.quiet_from, campaign.quiet_until = time(3), time(3, 1)
    _prepare()
    with _explained("WITH exempt_contacts") as plans:
        allocation.allocate(campaign, ALLOCATED, ALLOCATED, clock.now())
    yield _chapter("The allocation, with quiet hours", plans)
    _prepare()
    with _explained("WITH fit") as plans:
        claims.claim(envelopes.for_batch(_a_batch(campaign)), CLAIMED)
    yield _chapter("The claim", plans)
    _prepare(_ACCEPTED)
    _store_receipts()
    _prepare()
    with _explained("webhook_events", "campaign_recipients") as plans:
        drain.drain()
    yield _chapter("The drain", plans)


def _prepare(statement: str = "SELECT 1") -> None:
    """Run the statement, commit, and give the planner its statistics."""
    db.session.connection().exec_driver_sql(statement)
    db.session.commit()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


def _a_batch(campaign: Campaign) -> Batch:
    chosen = db.select(Batch).filter_by(campaign_id=campaign.id, status="queued")
    return db.session.scalars(chosen.order_by(Batch.batch_number).limit(1)).one()


def _store_receipts() -> None:
    """Store a receipt for each message; one is without our callback, and found by its wamid."""
    at = (clock.now() + timedelta(seconds=1)).timestamp()
    sent = db.session.scalars(db.select(Recipient).where(Recipient.wamid.is_not(None))).all()
    callbacks = [None, *(f"{one.id}.{one.claim_token}" for one in sent[1:])]
    inbox.store(
        *(
            payloads.body(payloads.receipt(str(one.wamid), "delivered", at, callback))
            for one, callback in zip(sent, callbacks, strict=True)
        )
    )


@contextmanager
def _explained(*words: str) -> Iterator[list[str]]:
    """Collect the plans of the statements that contain one of the words."""
    plans: list[str] = []

    def explain(connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if any(word in statement for word in words):
            driver = connection.connection.driver_connection
            rows = driver.execute(f"EXPLAIN (COSTS OFF) {statement}", values).fetchall()
            plan = "\n".join(line for (line,) in rows)
            plans.append(_NUMBERS.sub("?", _VALUES.sub("?", plan)))

    event.listen(db.engine, "before_cursor_execute", explain)
    yield plans
    event.remove(db.engine, "before_cursor_execute", explain)


def _chapter(title: str, plans: list[str]) -> str:
    return "\n\n".join([f"# {title}", *dict.fromkeys(plans)]) + "\n"
