"""The loop that sends a batch: while some calls are open, the next recipients are claimed."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from webapp.services.sending.claims import Claim
from webapp.services.sending.engine.calls import Calls
from webapp.services.sending.engine.claims import Claims
from webapp.services.sending.engine.outcome_buffer import OutcomeBuffer
from webapp.services.sending.engine.pace import Pace

#: A claim is for a quarter of a second of calls: a kill may leave this many unconfirmed.
CLAIM_SECONDS = 0.25
MIN_CLAIM_SIZE, MAX_CLAIM_SIZE = 10, 100
#: Calls that are open at once in one worker: half a second of the fastest sender.
MAX_IN_FLIGHT = 500
#: How long before their first slot recipients are claimed, because a claim takes time.
CLAIM_AHEAD_SECONDS = 0.05
#: Time between two checks for outcomes.
POLL_SECONDS = 0.01
#: Time before an unavailable database or Redis is tried again.
RETRY_SECONDS = 0.5


@dataclass(frozen=True)
class SendingLoop:
    """Sends one batch. No transaction is open while a call is awaited, and the calls go on while
    the database works.
    """

    claims: Claims
    pace: Pace
    outcomes: OutcomeBuffer
    calls: Calls
    is_stopping: Callable[[], bool]

    async def run(self, recipients: int) -> None:
        """Start the calls for this many queued recipients; for fewer if the worker has to stop.

        Started calls continue, whatever happens: call `finish` while the loop is open.
        """
        size = self._claim_size()
        for left in range(recipients, 0, -size):
            count = min(size, left)
            await self._wait_for_capacity(count)
            opens_at = await self._wait_for_slots(count)
            claims = await self._claim(count)
            if not claims:
                return
            self.calls.start(claims, opens_at)
            await self._wait(0)  # claims may be slower than the pace: then nothing else waits

    @property
    def is_open(self) -> bool:
        """Return whether calls are open, or outcomes are not stored."""
        return bool(self.calls) or not self.outcomes.is_empty

    async def finish(self, seconds: float) -> None:
        """Wait for the last responses until the timeout, and store their outcomes."""
        give_up_at = time.monotonic() + seconds
        while self.is_open and time.monotonic() < give_up_at:
            await self._wait(POLL_SECONDS)

    def _claim_size(self) -> int:
        size = round(self.pace.per_second * CLAIM_SECONDS)
        return min(MAX_CLAIM_SIZE, max(MIN_CLAIM_SIZE, size))

    async def _wait_for_capacity(self, count: int) -> None:
        while len(self.calls) + count > MAX_IN_FLIGHT:
            await self._wait(POLL_SECONDS)

    async def _wait_for_slots(self, count: int) -> float:
        """Return when the next slots begin, just in time to claim recipients for them."""
        ahead = CLAIM_AHEAD_SECONDS
        while (opens_at := self.pace.reserve(count, ahead)) == inf and not self.is_stopping():
            await self._wait(RETRY_SECONDS)
        while (wait := opens_at - ahead - time.monotonic()) > 0 and not self.is_stopping():
            await self._wait(min(wait, RETRY_SECONDS))
        return opens_at

    async def _claim(self, count: int) -> list[Claim]:
        """Return the next claims as soon as the database is available; none when stopping."""
        while not self.is_stopping():
            claims = await self.claims.next(count)
            if claims is not None:
                return claims
            await self._wait(RETRY_SECONDS)
        return []

    async def _wait(self, seconds: float) -> None:
        """Let the open calls continue for this time, and store their outcomes."""
        until = time.monotonic() + seconds
        while True:
            await self.outcomes.flush_if_due()
            left = until - time.monotonic()
            await asyncio.sleep(max(0, min(left, POLL_SECONDS)))
            if left <= 0:
                return
