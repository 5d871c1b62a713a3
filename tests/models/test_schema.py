"""The migrated database: the schema that is committed."""

import psycopg
import pytest

from tests.schema.__main__ import FOLDER
from tests.schema.dump import sorted_dump

#: Another version of PostgreSQL writes the same schema in other words.
VERSION = 18


def test_the_committed_dump_is_that_of_the_migrated_database(migrated_app):
    url = migrated_app.config["DATABASE_URL"]
    with psycopg.connect(url) as connection:
        if connection.info.server_version // 10_000 != VERSION:
            pytest.skip(f"The dump is of PostgreSQL {VERSION}.")

    dump = sorted_dump(url)

    assert dump == (FOLDER / "schema.sql").read_text(), "Run: python -m tests.schema"
