"""Small values generated once and stored in a file: secrets and port numbers."""

import os
import secrets
import socket
from contextlib import suppress
from pathlib import Path


def secret(path: Path) -> str:
    """Return the secret stored in the file; generate one for its owner only if there is none."""
    if not path.exists() or not path.read_text():  # Empty: a run was killed while writing.
        write_private(path, secrets.token_urlsafe(24))
    return path.read_text()


def port(path: Path) -> int:
    """Return the port stored in the file; choose and store another if that one is taken now."""
    with suppress(FileNotFoundError, ValueError):
        number = int(path.read_text())
        if is_free("127.0.0.1", number):
            return number
    with socket.create_server(("127.0.0.1", 0)) as listener:
        number = int(listener.getsockname()[1])
    path.write_text(str(number))
    return number


def is_free(host: str, number: int) -> bool:
    """Return whether a server could listen there now."""
    try:
        # On POSIX this sets SO_REUSEADDR, so connections that have just ended do not count.
        socket.create_server((host, number)).close()
    except OSError:
        return False
    return True


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can ever read."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(fd, "w") as file:
        file.write(text)
