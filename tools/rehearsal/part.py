"""One program of ours, in a separate process that may be killed and started again."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from signal import SIGTERM

from tools.embedded import attached

PATIENCE_SECONDS = 40


class Part:
    """`python -m MODULE ...`, while the block lasts; it always ends with us."""

    def __init__(self, folder: Path, name: str, module: Sequence[str]) -> None:
        program = [sys.executable, "-m", *module]
        self.command = attached.command(folder / f"{name}.lock", SIGTERM, program)
        self.log = folder / f"{name}.log"

    def __enter__(self) -> "Part":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(  # noqa: S603
                self.command, cwd=attached.ROOT, stdout=log, stderr=log, start_new_session=True
            )

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def kill(self) -> None:
        """Kill it as a crash would, without a clean stop."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
