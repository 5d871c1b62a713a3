"""`make run` as a whole, with the real servers and manager and the smallest possible product."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.run import Run
from tools.embedded import attached

PRODUCT = {
    "wsgi.py": """
import os
import flask, psycopg
from flask.cli import AppGroup

app = flask.Flask(__name__)
commands = AppGroup("db")
app.cli.add_command(commands)

def connect():
    return psycopg.connect(os.environ["DATABASE_URL"])

@commands.command("upgrade")
def upgrade():
    with connect() as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS demo (id serial)")

@app.get("/")
def home():
    with connect() as connection:
        return str(connection.execute("SELECT count(*) FROM demo").fetchone()[0])
""",
    "rsgi.py": """
import wsgi

async def app(scope, request):
    request.response_str(200, [], wsgi.home())
""",
    "jobs/worker.py": """
import os, time, redis
redis.Redis.from_url(os.environ["REDIS_URL"]).ping()
time.sleep(60)
""",
    "jobs/scheduler.py": "import jobs.worker",
    "dashboard/app.py": """
def create_app():
    return lambda environ, respond: [respond("200 OK", []) and b"" or b""]
""",
    "tools/demo_data/__main__.py": """
import os, urllib.request
from wsgi import connect
urllib.request.urlopen(os.environ["WHATSAPP_API_URL"])
with connect() as connection:
    connection.execute("INSERT INTO demo DEFAULT VALUES")
""",
    "simulator/__main__.py": """
import os
from http.server import HTTPServer, SimpleHTTPRequestHandler
address = ("127.0.0.1", int(os.environ["SIMULATOR_PORT"]))
HTTPServer(address, SimpleHTTPRequestHandler).serve_forever()
""",
}


def checkout(root: Path) -> Run:
    """Write the smallest product into the folder; return its run."""
    for name, text in PRODUCT.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return Run(root)


@pytest.fixture
def product(tmp_path):
    with checkout(tmp_path) as product:
        product.start()
        yield product


def test_it_starts_again_after_ctrl_c_and_after_a_hard_kill_with_its_data(product):
    assert product.page() == "1"
    for sign, status in ((signal.SIGINT, 0), (signal.SIGKILL, -signal.SIGKILL)):
        product.process.send_signal(sign)
        assert product.wait() == status
        product.start()

    assert product.page() == "3"


def test_sigterm_leaves_nothing_behind(product):
    locks = [path for path in (product.root / "var").rglob("*") if path.parent.name == "locks"]
    locks += [product.root / "var" / server / "lock" for server in ("postgres", "redis")]
    assert all(attached.is_held(lock) for lock in locks)

    product.process.terminate()

    assert product.wait() == 0
    assert not [lock for lock in locks if attached.is_held(lock)]
    assert not (product.root / "var" / "run.env").exists()


@pytest.mark.parametrize("part", ["web", "worker-2"])
def test_a_part_that_is_killed_starts_again_and_the_others_go_on(product, part):
    others = {name: product.holder(f"locks/{name}") for name in ("worker-1", "scheduler")}
    first = product.holder(f"locks/{part}")

    os.kill(first, signal.SIGKILL)

    product.wait_for("Ended by itself (SIGKILL). Next start in 1 s.")
    product.wait_until(lambda: product.holder(f"locks/{part}") not in (0, first))
    product.wait_until(product.is_up)
    assert {name: product.holder(f"locks/{name}") for name in others} == others
    product.process.terminate()
    assert product.wait() == 0


def test_a_process_of_the_web_that_is_killed_is_replaced(product):
    web = product.holder("locks/web")
    children = Path(f"/proc/{web}/task/{web}/children")
    before = children.read_text().split()

    os.kill(int(before[-1]), signal.SIGKILL)

    product.wait_until(lambda: children.read_text().split()[-1] not in before)
    product.wait_until(product.is_up)
    assert product.holder("locks/web") == web
    product.process.terminate()
    assert product.wait() == 0
    assert not attached.is_held(product.root / "var" / "locks" / "web")


@pytest.mark.parametrize("server", ["redis", "postgres"])
def test_a_server_that_is_killed_starts_again_with_its_data(product, server):
    first = product.holder(f"{server}/lock")

    os.kill(first, signal.SIGKILL)

    product.wait_for("ended by itself. Next start in 1 s.")
    product.wait_until(lambda: product.holder(f"{server}/lock") not in (0, first))
    product.wait_until(product.is_up)
    assert product.page() == "1"
    product.process.terminate()
    assert product.wait() == 0
    assert not attached.is_held(product.root / "var" / server / "lock")


def test_a_second_start_in_the_same_folder_is_refused(tmp_path):
    product = checkout(tmp_path)
    (tmp_path / "var").mkdir()
    held = attached.take(tmp_path / "var" / "run.lock")

    second = subprocess.run(
        [sys.executable, "-m", "tools.embedded.run"], cwd=tmp_path, capture_output=True, text=True
    )

    os.close(held)
    assert second.returncode == 1
    assert f"Already running as process {os.getpid()}" in second.stderr
    assert not (product.root / "var" / "postgres").exists()
