"""`make run` in a separate folder."""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Self

from tools.embedded import attached, stored_values

#: Seconds for a start or an end, on a busy machine.
PATIENCE = 180


class Run:
    """A run of the product in the folder, with the given settings."""

    def __init__(self, root: Path, **given: str) -> None:
        self.root = root
        shutil.copytree(attached.ROOT / "tools/embedded", root / "tools/embedded")
        names = ("PORT", "RQ_DASHBOARD_PORT", "SIMULATOR_PORT")
        self.ports = {name: str(stored_values.port(root / name)) for name in names}
        self.environ = {k: v for k, v in os.environ.items() if not k.endswith("_URL")}
        self.environ |= self.ports | given

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.wait()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.ports['PORT']}"

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
        self.wait_until(lambda: text in self.said())

    def wait_until(self, is_true: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not is_true():
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
        with urllib.request.urlopen(self.address) as answer:
            return answer.read().decode()

    def is_up(self) -> bool:
        try:
            return bool(self.page())
        except OSError:
            return False

    def holder(self, lock: str) -> int:
        """Return the process that holds the lock; 0 while another takes it."""
        return int((self.root / "var" / lock).read_text() or 0)
