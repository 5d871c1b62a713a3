"""The log of every accepted message: the oracle of the tests."""

import asyncio
import os
from datetime import UTC, datetime
from typing import Any, BinaryIO, NamedTuple

import orjson

FLUSHED_EVERY_S = 0.05


class Accepted(NamedTuple):
    """One accepted message, and the outcome that the simulator decided for it."""

    n: int
    wamid: str
    to: str
    wa_id: str | None
    person: str
    phone_number_id: str
    template: str | None
    language: str | None
    category: str
    callback: str | None
    body: str
    at_epoch: float
    in_window: bool
    outcome: str
    code: int | None
    endpoint: str = "messages"
    pricing_type: str = "regular"

    @property
    def is_by_user_id(self) -> bool:
        """Return whether it was sent to a user id: `to` holds that, and there is no `wa_id`."""
        return self.wa_id is None

    def as_json(self) -> dict[str, Any]:
        return {"at": datetime.fromtimestamp(self.at_epoch, UTC).isoformat()} | self._asdict()


class AcceptedLog:
    """Append-only, numbered from 1; kept in memory and, if asked, in a file of JSON lines.

    A file from an earlier run is read back and continued.
    """

    def __init__(self, path: str | None) -> None:
        self.rows: list[Accepted] = []
        self._file: BinaryIO | None = None
        if path is not None:
            if os.path.exists(path):
                with open(path, "rb") as file:
                    self.rows = [_accepted(line) for line in file]
            self._file = open(path, "ab", buffering=1 << 20)  # noqa: SIM115 (closed by close)

    def __len__(self) -> int:
        return len(self.rows)

    def append(self, message: Accepted) -> None:
        self.rows.append(message)
        if self._file is not None:
            self._file.write(orjson.dumps(message.as_json(), option=orjson.OPT_APPEND_NEWLINE))

    def page(self, after: int, limit: int) -> list[Accepted]:
        return self.rows[after : after + limit]

    async def keep_flushed(self) -> None:
        """Write new rows to the file, continuously."""
        while self._file is not None:
            self._file.flush()
            await asyncio.sleep(FLUSHED_EVERY_S)

    def clear(self) -> None:
        self.rows = []
        if self._file is not None:
            self._file.truncate(0)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


def _accepted(line: bytes) -> Accepted:
    fields = orjson.loads(line)
    del fields["at"]
    return Accepted(**fields)
