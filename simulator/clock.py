"""The virtual clock, controlled from outside through a small file."""

import os
import time

import orjson


class Clock:
    """The time of the rehearsal; without a file, the real time.

    The file holds {"virtual": epoch, "real": epoch, "speed": x}, is replaced atomically by the
    process that controls it, and may appear, change or disappear at any moment.
    """

    def __init__(self, path: str | None) -> None:
        self._path = path
        self._version: tuple[int, int] | None = None
        self._virtual = self._real = 0.0
        self._speed = 1.0

    def now(self) -> float:
        real = time.time()
        if self._path is None or not self._read(self._path):
            return real
        return self._virtual + (real - self._real) * self._speed

    def _read(self, path: str) -> bool:
        try:
            found = os.stat(path)
            version = (found.st_mtime_ns, found.st_ino)
            if version != self._version:
                with open(path, "rb") as file:
                    steering = orjson.loads(file.read())
                self._virtual, self._real = float(steering["virtual"]), float(steering["real"])
                self._speed, self._version = float(steering["speed"]), version
        except FileNotFoundError:
            return False
        return True
