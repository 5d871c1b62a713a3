"""The migrated database has the schema of the models and their SQL files."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import NullPool, create_engine
from sqlalchemy.engine import make_url

from tests.schema.__main__ import FOLDER
from tests.schema.dump import sorted_dump, statements
from tests.support.database import another_database
from webapp.extensions import db
from webapp.models import Base
from webapp.models.definitions import definitions

#: Another version of PostgreSQL prints the same schema differently.
VERSION = 18

#: Changes that alembic does not notice, by name.
FAULTS = {
    "campaign_analytics": "DROP VIEW campaign_analytics",
    "v_daily_campaign_schedule": """
        CREATE OR REPLACE VIEW v_daily_campaign_schedule AS
        SELECT b.send_date, b.campaign_id, c.name AS campaign_name, c.status AS campaign_status,
               c.priority, 0::bigint AS batches, 0::bigint AS planned, 0::bigint AS taken,
               0::bigint AS recipients
        FROM campaign_send_schedule b JOIN marketing_campaigns c ON c.id = b.campaign_id
    """,
    "TRIGGER counter_insert": "DROP TRIGGER counter_insert ON campaign_recipients",
    "DISABLE TRIGGER counter_update": (
        "ALTER TABLE campaign_recipients DISABLE TRIGGER counter_update"
    ),
    "FUNCTION public.forget_consent": """
        CREATE OR REPLACE FUNCTION forget_consent() RETURNS trigger LANGUAGE plpgsql
        AS 'BEGIN RETURN NULL; END'
    """,
    "ix_contacts_unsubscribed": "DROP INDEX ix_contacts_unsubscribed",
    "ix_contacts_wa_id": """
        DROP INDEX ix_contacts_wa_id;
        CREATE INDEX ix_contacts_wa_id ON contacts (wa_id)
    """,
    "ck_background_tasks_state": (
        "ALTER TABLE background_tasks DROP CONSTRAINT ck_background_tasks_state"
    ),
    "SET STORAGE": "ALTER TABLE upload_pieces ALTER piece SET STORAGE EXTENDED",
}


@contextmanager
def made_of_the_models(server_url: str) -> Iterator[str]:
    """Make a database from the models and their SQL files, on the same server."""
    with another_database(server_url, "models") as url:
        engine = create_engine(
            make_url(url).set(drivername="postgresql+psycopg"), poolclass=NullPool
        )
        with engine.begin() as connection:
            Base.metadata.create_all(connection)
            for definition in definitions():
                connection.exec_driver_sql(definition)
        yield url


def differences(one: str, other: str) -> list[str]:
    """Return the statements in only one of the two schemas, without alembic's own table."""
    only = set(statements(one)) ^ set(statements(other))
    return sorted(statement for statement in only if "alembic_version" not in statement)


def test_the_models_and_their_files_make_the_schema_that_the_migrations_make(
    settings, migrated_app
):
    with made_of_the_models(settings["DATABASE_URL"]) as url:
        assert differences(settings["DATABASE_URL"], url) == []


def test_what_is_missing_or_changed_is_a_difference(settings, migrated_app):
    with made_of_the_models(settings["DATABASE_URL"]) as url:
        with psycopg.connect(url) as connection:
            for fault in FAULTS.values():
                connection.execute(fault)
        found = "\n".join(differences(settings["DATABASE_URL"], url))

    assert [name for name in FAULTS if name not in found] == []


def test_alembic_finds_nothing_to_migrate(migrated_app):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})

        assert compare_metadata(context, Base.metadata) == []


def test_the_committed_dump_is_that_of_the_migrated_database(settings, migrated_app):
    with psycopg.connect(settings["DATABASE_URL"]) as connection:
        if connection.info.server_version // 10_000 != VERSION:
            pytest.skip(f"The dump is of PostgreSQL {VERSION}.")

    dump = sorted_dump(settings["DATABASE_URL"])

    assert dump == (FOLDER / "schema.sql").read_text(), "Run: python -m tests.schema"
