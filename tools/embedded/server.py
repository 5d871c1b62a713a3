"""The common base of the private servers."""

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from signal import SIGTERM, Signals
from typing import Self

from tools.embedded import attached, stored_values
from tools.embedded.errors import StartError

START_STOP_TIMEOUT_S = 60


class Server:
    """A server that stores everything in one folder and ends with the process that started it.

    It listens on 127.0.0.1 only. With `durable=False` it is quicker and a crash of the machine
    may cost the data, which suits tests.
    """

    name: str
    stop_signal: Signals = SIGTERM

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder.resolve()
        self.durable = durable
        self.lock = self.folder / "lock"
        self.log = self.folder / "server.log"

    @property
    def url(self) -> str:
        """Return the address of the server, with the password."""
        raise NotImplementedError

    def prepare(self) -> Sequence[str]:
        """Create what the server needs in its folder; return the command that runs it."""
        raise NotImplementedError

    def answers(self) -> bool:
        """Return whether a client can log in now."""
        raise NotImplementedError

    def start(self) -> None:
        """Stop any server left from a killed run, then start, and wait until clients can log in."""
        self._take_folder()
        attached.end_leftover(self.lock, self.stop_signal)
        self.password = stored_values.secret(self.folder / "password")
        self.port = stored_values.port(self.folder / "port")
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(  # noqa: S603
                self.prepare(),
                cwd=attached.ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for us; the databases end last.
            )
        self._wait()

    def stop(self) -> None:
        """Stop cleanly, and return when the server has ended. Safe to call twice."""
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(START_STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        # Another process of ours may have started it again.
        attached.end_leftover(self.lock, self.stop_signal)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _take_folder(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.geteuid() not in (0, self.folder.stat().st_uid):
            raise StartError(
                f"{self.folder} belongs to another user. Run as that user, remove the folder,\n"
                f"or use a server of your own."
            )

    def _wait(self) -> None:
        deadline = time.monotonic() + START_STOP_TIMEOUT_S
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-10:])
                raise StartError(f"{self.name} does not start. The end of {self.log}:\n{tail}")
            time.sleep(0.02)
