"""What will happen at a moment of the virtual clock: reviews, and changes of category."""

import heapq
from collections.abc import Callable
from itertools import count

Action = Callable[[], object]


class Agenda:
    """Actions by their time; a jump of the clock makes all before it due, in order."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Action]] = []
        self._arrivals = count()

    def __len__(self) -> int:
        return len(self._heap)

    def put(self, at: float, action: Action) -> None:
        heapq.heappush(self._heap, (at, next(self._arrivals), action))

    def run(self, now: float) -> None:
        """Do what is due."""
        while self._heap and self._heap[0][0] <= now:
            heapq.heappop(self._heap)[2]()
