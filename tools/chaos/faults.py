"""The faults of the parts, and their times."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import redis

from tools.chaos import look
from tools.chaos.case import Case
from tools.chaos.stage import Stage
from webapp import clock

#: Workers are killed while this many people are queued: later there may be nobody left whose
#: message would show that the others have recovered.
ENOUGH_QUEUED = 200


@dataclass(frozen=True)
class Fault:
    """One fault, with its start and end (on the clock of the log).

    `in_flight` are the recipients who had been claimed and had no stored outcome then.
    """

    kind: str
    at: float
    over_at: float
    in_flight: frozenset[int]


def kill_worker(stage: Stage, chance: Random) -> None:
    """Kill one worker; start a new one."""
    worker = chance.choice(stage.workers)
    worker.kill()
    worker.start()


def empty_redis(stage: Stage, _: Random) -> None:
    """Remove every queue, schedule and lock."""
    with redis.Redis.from_url(stage.redis.url) as client:
        client.flushall()


def restart_redis(stage: Stage, _: Random) -> None:
    """Kill the server, which stores nothing, and start it again."""
    stage.redis.process.kill()
    stage.redis.process.wait()
    stage.redis.start()


def restart_postgres(stage: Stage, _: Random) -> None:
    """Kill the server during its transactions, and start it again."""
    stage.postgres.process.kill()
    stage.postgres.process.wait()
    stage.postgres.start()


Deed = Callable[[Stage, Random], None]

#: Each is done once, when this share of the people has been messaged.
ONCE: tuple[tuple[float, Deed], ...] = (
    (0.15, empty_redis),
    (0.30, restart_postgres),
    (0.65, restart_redis),
)


class Misfortune:
    """Causes the faults when they are due, and records them."""

    def __init__(self, case: Case, stage: Stage) -> None:
        self.case, self.stage = case, stage
        self.chance = Random(case.seed)  # noqa: S311 (faults that repeat, no secret)
        self.to_come = list(ONCE)
        self.done: list[Fault] = []
        self._wait_for_next_kill()

    def strike(self, accepted: int) -> None:
        """Cause the faults that are due at this number of accepted messages."""
        if self.to_come and accepted >= self.to_come[0][0] * self.case.recipients:
            self._do(self.to_come.pop(0)[1])
        elif time.monotonic() >= self.next_kill_at and look.count(look.QUEUED) >= ENOUGH_QUEUED:
            self._do(kill_worker)
            self._wait_for_next_kill()

    def _do(self, deed: Deed) -> None:
        at = clock.now().timestamp()
        deed(self.stage, self.chance)
        over_at = clock.now().timestamp()
        self.done.append(Fault(deed.__name__, at, over_at, look.ids(look.IN_FLIGHT)))

    def _wait_for_next_kill(self) -> None:
        spread = self.chance.uniform(0.5, 1.5)
        self.next_kill_at = time.monotonic() + spread * self.case.kill_every_s
