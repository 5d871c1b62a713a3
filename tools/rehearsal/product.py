"""Running the product's own programs."""

import subprocess
import sys

from tools.embedded import attached


def flask(*command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run one of the product's commands; return its result. Raises RuntimeError if it fails."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "flask", "--app", "wsgi", *command],
        cwd=attached.ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    if check and done.returncode:
        raise RuntimeError(f"`flask {' '.join(command)}` failed:\n{done.stderr}")
    return done


def web(port: int, *options: str, app: str = "rsgi:app", interface: str = "rsgi") -> list[str]:
    """Return the command that serves the web, as `make run` does."""
    listen = ["--host", "127.0.0.1", "--port", str(port)]
    return ["granian", "--interface", interface, "--no-ws", app, *listen, *options]
