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
from tools.embedded.restarts import Waits
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
  Queues     {RQ_DASHBOARD_ADDRESS}  ({user}, {RQ_DASHBOARD_PASSWORD})
  Webhook    {address}/webhooks/whatsapp
  WhatsApp   {WHATSAPP_API_URL}{played}
  Secrets    in var/, as are all data
  Stop       Ctrl-C
======================================================================
"""


def run() -> None:
    """Start everything and stay until it has stopped."""
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
        parts.run_together(LOCKS, env, partial(accompany, env, servers))


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
    """Print the addresses when the web responds, and start a server that ended by itself again.

    For a separate process next to the manager, which watches only the parts.
    """
    signal(SIGINT, SIG_IGN)  # Ctrl-C is for the manager, which stops us.
    waits = {server.name: Waits() for server in servers}
    announced = False
    while True:
        announced = announced or _announce(env)
        for server in servers:
            if not attached.is_held(server.lock):
                _start_again(server, waits[server.name])
        time.sleep(0.3)


def _announce(env: Mapping[str, str]) -> bool:
    """Print the addresses if the web responds; return whether it did."""
    address = environment.address(env)
    if not _answers(address):
        return False
    user = env.get("RQ_DASHBOARD_USER") or "operator"
    played = " (the simulator)" if environment.is_simulated(env) else ""
    print(RUNNING.format(**env, user=user, address=address, played=played), flush=True)
    return True


def _start_again(server: Server, waits: Waits) -> None:
    wait_s = waits.next_s()
    print(
        f"{server.name} ended by itself. Next start in {wait_s} s. Its log: {server.log}",
        flush=True,
    )
    time.sleep(wait_s)
    waits.begin()
    try:
        server.start()
    except StartError as error:
        print(error, flush=True)


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
        run()
    except StartError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
