"""The receipts and replies that are still to be sent, by their due virtual time."""

import heapq
from itertools import count

from simulator.messages.receipts import Due, Receipt
from simulator.messages.replies import Reply


class Outbox:
    """Ordered by time, then by arrival; a jump of the clock makes everything before it due."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Receipt | Reply]] = []
        self._arrivals = count()

    def __len__(self) -> int:
        return len(self._heap)

    def put(self, due: Due) -> None:
        heapq.heappush(self._heap, (due.at, next(self._arrivals), due.what))

    def take(self, now: float, most: int) -> list[Receipt | Reply]:
        """Remove and return what is due, up to a limit."""
        taken: list[Receipt | Reply] = []
        while self._heap and self._heap[0][0] <= now and len(taken) < most:
            taken.append(heapq.heappop(self._heap)[2])
        return taken
