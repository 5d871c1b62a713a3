"""`make run`: start everything that this machine does not already have, and stop it together.

python -m tools.embedded.run
"""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from signal import SIG_IGN, SIGINT, SIGTERM, signal

from tools.embedded import attached, environment, parts
from tools.embedded.errors import StartError
from tools.embedded.postgres import Postgres
from tools.embedded.redis import Redis
from tools.embedded.server import Server

VAR = attached.ROOT / "var"
LOCKS = VAR / "locks"
SETTINGS_FILE = VAR / "run.env"
SERVERS: dict[str, Server] = {
    "DATABASE_URL": Postgres(VAR / "postgres"),
    "REDIS_URL": Redis(VAR / "redis"),
}
UPGRADE = "flask db upgrade"
#: What fills an empty database: with our own simulator, and with any other WhatsApp.
DEMO, FIRST_LOGIN = "tools.demo_data", "flask users create-first"

RUNNING = """
======================================================================
  WhatsApp campaigns are running.

  Address    {address}
  Login      admin@example.com
  Password   {DEMO_PASSWORD}
  Webhook    {address}/webhooks/whatsapp
  WhatsApp   {WHATSAPP_API_URL}{played}
  Secrets    in var/, as are all data
  Stop       Ctrl-C
======================================================================
"""


def run() -> int:
    """Start everything and stay until it has stopped; return the exit status."""
    VAR.mkdir(exist_ok=True)
    attached.take(VAR / "run.lock", patience_s=1)
    SETTINGS_FILE.unlink(missing_ok=True)
    parts.end_leftovers(LOCKS)
    env = environment.complete(os.environ, VAR)
    environment.check_ports(env)
    with ExitStack() as stack:
        servers = [server for name, server in SERVERS.items() if not env.get(name)]
        for server in servers:
            stack.enter_context(server)
        env |= {name: server.url for name, server in SERVERS.items() if server in servers}
        set_up(env)
        environment.tell_others(env, SETTINGS_FILE)
        stack.callback(SETTINGS_FILE.unlink, missing_ok=True)
        status = parts.run_together(LOCKS, env, partial(accompany, env, servers))
        return status or any(server.process.poll() is not None for server in servers)


def set_up(env: Mapping[str, str]) -> None:
    """Bring the database up to date and, the first time, create a login or the demo."""
    first_time = DEMO if environment.is_simulated(env) else FIRST_LOGIN
    with parts.simulator_for_setup(LOCKS, env):
        for module in (UPGRADE, first_time):
            command = [sys.executable, "-m", *module.split()]
            with_app = {**env, "FLASK_APP": "wsgi"}
            if subprocess.run(command, cwd=attached.ROOT, env=with_app).returncode:  # noqa: S603
                raise StartError(f"`python -m {module}` failed; its lines above say why.")


def accompany(env: Mapping[str, str], servers: Sequence[Server]) -> None:
    """Print the addresses when the web responds, and stop everything if a server ends.

    For a separate process next to the manager, which watches only the parts.
    """
    signal(SIGINT, SIG_IGN)  # Ctrl-C is for the manager, which stops us.
    address = environment.address(env)
    announced = False
    while all(attached.is_held(server.lock) for server in servers):
        if not announced and _answers(address):
            played = " (the simulator)" if environment.is_simulated(env) else ""
            print(RUNNING.format(**env, address=address, played=played), flush=True)
            announced = True
        time.sleep(0.3)
    ended = next(server for server in servers if not attached.is_held(server.lock))
    print(f"{ended.name} ended by itself, so all will stop. Its log: {ended.log}", flush=True)
    os.kill(os.getppid(), SIGTERM)


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - always http
    except urllib.error.HTTPError as answer:
        answer.close()
    except OSError:
        return False
    return True


def main() -> int:
    """Run; print a reason for not starting without a traceback. Return the exit status."""
    signal(SIGTERM, lambda *_: sys.exit(143))
    try:
        return run()
    except StartError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
