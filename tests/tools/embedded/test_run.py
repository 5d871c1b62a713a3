"""`make run` as a whole, with the real servers and manager and the smallest possible product."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tools.embedded import attached, kept

#: Seconds for a start or an end, on a machine that is busy with other things.
PATIENCE = 180

PRODUCT = {
    "wsgi.py": """
import os, urllib.request
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

@app.cli.command("demo")
def demo():
    urllib.request.urlopen(os.environ["WHATSAPP_API_URL"])
    with connect() as connection:
        connection.execute("INSERT INTO demo DEFAULT VALUES")

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
    "simulator/__main__.py": """
import os
from http.server import HTTPServer, SimpleHTTPRequestHandler
address = ("127.0.0.1", int(os.environ["SIMULATOR_PORT"]))
HTTPServer(address, SimpleHTTPRequestHandler).serve_forever()
""",
}


class Product:
    """A checkout of the smallest product, and the run of it that is going on."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(attached.ROOT / "tools/embedded", root / "tools/embedded")
        for name, text in PRODUCT.items():
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_text(text)
        names = ("PORT", "SIMULATOR_PORT")
        self.ports = {name: str(kept.port(root / name)) for name in names}
        self.environ = {k: v for k, v in os.environ.items() if not k.endswith("_URL")}
        self.environ |= self.ports

    def start(self) -> None:
        self.output = (self.root / "output").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tools.embedded.run"],
            cwd=self.root,
            env=self.environ,
            stdout=self.output,
            stderr=subprocess.STDOUT,
        )
        self.wait_for("Ctrl-C")

    def wait_for(self, text: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while text not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.05)

    def said(self) -> str:
        return (self.root / "output").read_text()

    def wait(self) -> int:
        status = self.process.wait(PATIENCE)
        self.output.close()
        return status

    def page(self) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.ports['PORT']}/") as answer:
            return answer.read().decode()

    def holder(self, lock: str) -> int:
        return int((self.root / "var" / lock).read_text())


@pytest.fixture
def product(tmp_path):
    product = Product(tmp_path)
    try:
        product.start()
        yield product
    finally:
        product.process.kill()
        product.wait()


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


@pytest.mark.parametrize(
    ("lock", "words"),
    [("locks/worker-2", "One part ended by itself"), ("redis/lock", "Redis ended by itself")],
)
def test_the_end_of_one_is_the_end_of_all(product, lock, words):
    os.kill(product.holder(lock), signal.SIGKILL)

    assert product.wait() == 1
    assert words in product.said()


def test_a_second_start_in_the_same_folder_is_refused(tmp_path):
    product = Product(tmp_path)
    (tmp_path / "var").mkdir()
    held = attached.take(tmp_path / "var" / "run.lock")

    second = subprocess.run(
        [sys.executable, "-m", "tools.embedded.run"], cwd=tmp_path, capture_output=True, text=True
    )

    os.close(held)
    assert second.returncode == 1
    assert f"Already running as process {os.getpid()}" in second.stderr
    assert not (product.root / "var" / "postgres").exists()
