"""The goals of all figures, in one table."""

import operator
from typing import NamedTuple

#: The unit of a goal that is a multiple of the baseline measured in the same run.
TIMES = "x the baseline"

COMPARISONS = {"<": operator.lt, "<=": operator.le, ">=": operator.ge}


class Goal(NamedTuple):
    """How a value, or its ratio to a baseline, compares with a limit."""

    comparison: str
    limit: float
    unit: str

    def __str__(self) -> str:
        return f"{self.comparison} {self.limit:g} {self.unit}"

    def holds(self, value: float) -> bool:
        return bool(COMPARISONS[self.comparison](value, self.limit))


#: Goals that were met are raised. If a feature costs more, a decision explains it; the goal is
#: not lowered without one.
GOALS = {
    "send-uncapped": Goal(">=", 0.9, TIMES),
    "send-uncapped-beside-jobs": Goal(">=", 150, TIMES),
    "send-80": Goal(">=", 0.97, TIMES),
    "send-80-busiest-second": Goal("<=", 80, "messages"),
    "send-1000": Goal(">=", 0.97, TIMES),
    "send-1000-busiest-second": Goal("<=", 1_000, "messages"),
    "first-message-10k": Goal("<", 2, "s"),
    "first-message-1m": Goal("<", 20, "s"),
    "plan-1m": Goal("<", 0.1, "s"),
    "tick-idle": Goal("<", 30, "ms"),
    "import-1m": Goal(">=", 0.7, TIMES),
    "import-1m-again": Goal(">=", 0.7, TIMES),
    "import-1m-memory": Goal("<", 150, "MB"),
    "materialise-1m": Goal("<=", 1.4, TIMES),
    "materialise-1m-again": Goal("<=", 1.4, TIMES),
    "audience-count-1m": Goal("<", 1, "s"),
    "audience-count-1m-bare": Goal("<=", 2.5, TIMES),
    "webhook-post": Goal(">=", 2, TIMES),
    "webhook-post-p99": Goal("<", 50, "ms"),
    "webhook-post-500": Goal(">=", 0.7, TIMES),
    "webhook-drain": Goal(">=", 0.6, TIMES),
    "webhook-drain-500": Goal(">=", 0.6, TIMES),
    "receipt-lag": Goal("<", 5, "s"),
    "receipt-lag-pace": Goal(">=", 0.9, TIMES),  # at a lower rate, the lag means little
    "pause-lag-refusal": Goal("<", 1, "s"),
    "pause-lag-template": Goal("<", 1, "s"),
    "webhook-burst": Goal(">=", 0.98 * 3_000, "receipts/s"),
    "webhook-burst-refused": Goal("<=", 0, "requests"),
    "webhook-burst-lost": Goal("<=", 0, "receipts"),
    "webhook-burst-drained": Goal("<", 60, "s"),
    "webhook-burst-page": Goal("<", 300, "ms"),
    "pages-1m": Goal("<", 120, "ms"),
    "pages-1m-statements": Goal("<=", 15, "statements"),
    "memory-web": Goal("<", 180, "MB"),
    "memory-worker": Goal("<", 180, "MB"),
    "memory-scheduler": Goal("<", 180, "MB"),
}
