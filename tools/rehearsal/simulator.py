"""Client of a running simulator: its control calls, and its log for the verdict."""

import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.request import Request, urlopen

Json = dict[str, Any]


class Simulator:
    """The control calls of the simulator at an address."""

    def __init__(self, url: str) -> None:
        self.url = url

    def get(self, path: str) -> Json:
        return self._call(Request(f"{self.url}/_simulator/{path}"))  # noqa: S310

    def post(self, path: str, **body: object) -> Json:
        request = Request(  # noqa: S310
            f"{self.url}/_simulator/{path}",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        return self._call(request)

    def accepted(self) -> Iterator[Json]:
        """Read the whole log of accepted messages, in order."""
        after = 0
        while rows := self.get(f"accepted?after={after}&limit=5000"):
            if not rows["accepted"]:
                return
            yield from rows["accepted"]
            after = rows["next"]

    def is_quiet(self) -> bool:
        """Return whether nothing is due for our webhook."""
        state = self.get("state")
        return not state["receipts_waiting"] and not state["inflight"]

    def is_between_deliveries(self) -> bool:
        """Return whether no webhook is in flight right now; some may be due later."""
        return not self.get("state")["inflight"]

    def wait_until_up(self, seconds: float = 20) -> None:
        """Wait for a simulator that is starting. Raises OSError when it does not start."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                self.get("state")
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return

    def _call(self, request: Request) -> Json:
        with urlopen(request, timeout=60) as response:  # noqa: S310
            answer: Json = json.load(response)
        return answer
