"""A database without a migration of ours is refused, and stays unchanged."""

import os
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest

from tests.support.database import another_database
from tools.embedded import attached, run
from tools.embedded.environment import DEFAULTS
from tools.embedded.errors import StartError

REFUSED = "This database was made by another version (revision 0044), which this one cannot upgrade"


@pytest.fixture
def environ(settings: dict[str, str]) -> Iterator[dict[str, str]]:
    """The environment of a start with a database from before 0.1.0."""
    with another_database(settings["DATABASE_URL"], "old") as url:
        with psycopg.connect(url) as old:
            old.execute("CREATE TABLE alembic_version AS SELECT '0044' AS version_num")
        yield {**os.environ, **DEFAULTS, **settings, "DATABASE_URL": url}


def test_the_command_says_what_to_do_and_changes_nothing(environ):
    flask = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]

    done = subprocess.run(flask, cwd=attached.ROOT, env=environ, capture_output=True, text=True)

    assert done.returncode == 1
    assert REFUSED in done.stderr
    assert "Move var/ away (your data stay in it)" in done.stderr
    assert "Traceback" not in done.stderr
    with psycopg.connect(environ["DATABASE_URL"]) as old:
        tables = old.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        assert tables.fetchall() == [("alembic_version",)]


def test_make_run_does_not_start(environ, capfd):
    with pytest.raises(StartError, match="flask db upgrade"):
        run.set_up(environ)

    assert REFUSED in capfd.readouterr().err
