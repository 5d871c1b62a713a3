"""Advances the days: on to the next one when today's people are done."""

import time
from collections.abc import Iterator
from datetime import timedelta

from tools.chaos import look
from tools.chaos.case import FIRST_MORNING, Case
from tools.chaos.faults import Misfortune
from tools.chaos.stage import Stage

#: The first people of yesterday free their quota then, the last as much later as sending took.
A_DAY = timedelta(hours=24, minutes=2)
GLANCE_SECONDS = 0.25


class GivenUpError(RuntimeError):
    """It took too long, or a part ended unexpectedly."""


def wait_for_templates(case: Case, stage: Stage) -> None:
    """Wait until the scheduler's first tick has fetched the sender and its templates."""
    for _ in _glances(case, stage):
        if look.count(look.TEMPLATES):
            return


def send_all(case: Case, stage: Stage, misfortune: Misfortune) -> int:
    """Play day after day until nobody waits any more; return how many days it took."""
    days = 0
    while look.count(look.WAITING):
        stage.calendar.jump(FIRST_MORNING + days * A_DAY)
        days += 1
        for _ in _glances(case, stage):
            misfortune.strike(stage.simulator.get("state")["accepted"])
            if _is_through(case, days):
                break
    return days


def settle(case: Case, stage: Stage) -> None:
    """Wait until no receipt is in flight, none waits to be processed, and the campaign is over."""
    for _ in _glances(case, stage):
        is_told = stage.simulator.is_quiet() and not look.count(look.UNDRAINED)
        if is_told and not look.count(look.ACTIVE):
            return


def _is_through(case: Case, days: int) -> bool:
    """Return whether nobody waits any more but those beyond the limits of the days until today."""
    beyond = max(0, case.recipients - days * case.messaging_limit)
    return look.count(look.WAITING) <= beyond and not look.count(look.IN_HAND)


def _glances(case: Case, stage: Stage) -> Iterator[None]:
    """Poll until the time limit, while every part is alive."""
    deadline = time.monotonic() + case.patience_s
    while time.monotonic() < deadline:
        for part in stage.parts:
            if part.has_ended():
                raise GivenUpError(f"A part ended by itself; its log is {part.log}.")
        yield
        time.sleep(GLANCE_SECONDS)
    raise GivenUpError(f"Not through after {case.patience_s:g} seconds.")
