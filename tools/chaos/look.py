"""Queries on the database while the others work, and while it may be away."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

IN_HAND = "SELECT count(*) FROM campaign_recipients WHERE status IN ('queued', 'sending')"
QUEUED = "SELECT count(*) FROM campaign_recipients WHERE status = 'queued'"
WAITING = """
SELECT count(*) FROM campaign_recipients WHERE status IN ('pending', 'queued', 'sending')
"""
UNDRAINED = "SELECT count(*) FROM webhook_events WHERE drained_at IS NULL"
ACTIVE = "SELECT count(*) FROM marketing_campaigns WHERE status = 'active'"
#: What staff would still see as a fault in the application.
FAULTS = r"SELECT count(*) FROM incidents WHERE kind LIKE '%\_fault' AND ended_at IS NULL"
TEMPLATES = "SELECT count(*) FROM message_templates"

IN_FLIGHT = "SELECT id FROM campaign_recipients WHERE status = 'sending'"
#: Recipients with a lost response, as a worker noted; and those with a silent worker.
UNANSWERED = "SELECT recipient_id FROM chaos_unconfirmed WHERE is_explained"
ABANDONED = "SELECT recipient_id FROM chaos_unconfirmed WHERE NOT is_explained"

#: Remembers everyone who was ever unconfirmed, even if a receipt resolved it soon.
WITNESS = """
CREATE TABLE chaos_unconfirmed (recipient_id bigint, is_explained boolean);
CREATE FUNCTION chaos_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO chaos_unconfirmed VALUES (NEW.id, NEW.error_details IS NOT NULL);
    RETURN NULL;
END $$;
CREATE TRIGGER chaos_note AFTER UPDATE OF status ON campaign_recipients FOR EACH ROW
WHEN (NEW.status = 'unconfirmed' AND OLD.status <> 'unconfirmed') EXECUTE FUNCTION chaos_note();
"""


@contextmanager
def _connection() -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=5) as connection:
        yield connection


def call_witness() -> None:
    """Have the database record who becomes unconfirmed."""
    with _connection() as connection:
        connection.execute(WITNESS)


def count(question: str) -> int:
    """Return the result of one of the queries above."""
    with _connection() as connection:
        row = connection.execute(question.encode()).fetchone()
    return int(str(row[0])) if row else 0


def ids(question: str) -> frozenset[int]:
    """Return the contacts that one of the queries above finds."""
    with _connection() as connection:
        rows = connection.execute(question.encode()).fetchall()
    return frozenset(int(str(row[0])) for row in rows)


def people() -> dict[str, tuple[str, bool]]:
    """Return all statuses by phone number, and whether each has a reason or is an end."""
    with _connection() as connection:
        rows = connection.execute(
            """
            SELECT phone_number, status, coalesce(
                status = 'unconfirmed' OR (status = 'failed' AND error_details IS NOT NULL)
                OR (status = 'skipped' AND skip_reason IS NOT NULL), false)
            FROM campaign_recipients
            """
        ).fetchall()
    return {str(number): (str(status), bool(is_said)) for number, status, is_said in rows}
