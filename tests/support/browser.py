"""Install a browser for the tests, if there is none: python -m tests.support.browser

It never fails: without a browser, the tests that need one are skipped.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from shutil import which
from signal import SIGKILL

from tools.screenshots import chromium

APT = ("apt-get", "-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=10")
UPDATE = (*APT, "-o", "APT::Update::Error-Mode=any", "update")
PACKAGE = "chromium-headless-shell"
#: Commands, with the time limit of each in seconds. Without a network the update fails soon; with
#: a slow one the package may need a long time.
DEBIAN = (
    (UPDATE, 15),
    ((*APT, "install", "--yes", "--no-install-recommends", PACKAGE), 300),
)
PLAYWRIGHT = (((sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"), 20),)
HOW = f"""\
No browser: the tests that need one will be skipped. To get one, use either of
  apt-get install {PACKAGE}
  {PLAYWRIGHT[0][0][0]} -m playwright install --with-deps --only-shell chromium
"""


def provide() -> None:
    """Install a browser if there is none, and print instructions if that fails."""
    is_debian = os.geteuid() == 0 and which("apt-get")
    for way in (DEBIAN, PLAYWRIGHT) if is_debian else (PLAYWRIGHT,):
        if chromium.is_installed():
            return
        print(f"Installing a browser for the tests: {' '.join(way[-1][0])}", flush=True)
        all(_succeeds(command, seconds) for command, seconds in way)
    if not chromium.is_installed():
        print(HOW, file=sys.stderr)


def _succeeds(command: Sequence[str], seconds: int) -> bool:
    """Run the command silently, with a time limit for it and its children; return its success."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    process = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(seconds) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        if process.poll() is None:
            os.killpg(process.pid, SIGKILL)
            process.wait()


if __name__ == "__main__":
    provide()
