"""When each call of a worker may be made: its places in the queue of its number."""

import asyncio
import logging
import time
from math import inf

from redis import RedisError

from webapp import queues
from webapp.services.sending import token_bucket

#: A little slower than WhatsApp allows: calls do not arrive as evenly as they leave.
HEADROOM = 0.96
#: A call that missed its place by so many seconds takes another, or the second in which it is
#: made had more calls than are allowed. See docs/decisions/0024-pacing-by-reserved-slots.md.
TOLERANCE = 0.01
#: One that would have to wait for longer is made at once: a pause or a STOP must take hold.
SOON = 1

log = logging.getLogger(__name__)


class Pace:
    """Reserves places, and has each call keep to its own; moments are `time.monotonic`'s."""

    def __init__(self, sender_id: int, per_second: float) -> None:
        self.sender_id = sender_id
        self.per_second = per_second * HEADROOM
        self._late = 0

    def reserve(self, count: int, ahead: float = 0) -> float:
        """Answer the first moment of the next `count` places, `ahead` seconds from now at least.

        Without Redis there is none: nobody may be written to.
        """
        try:
            wait = token_bucket.reserve(
                queues.redis(), self.sender_id, count, self.per_second, ahead
            )
        except RedisError as error:
            log.warning("Nobody may be written to: %s", error)
            return inf
        return time.monotonic() + wait

    async def keep_to(self, due: float) -> None:
        """Wait for the place; where it is missed, for another."""
        await _until(due)
        if time.monotonic() - due > TOLERANCE:
            another = await self._another()
            if another - time.monotonic() <= SOON:
                await _until(another)

    async def _another(self) -> float:
        """Answer another place; all who are late at this moment are given theirs together."""
        number, self._late = self._late, self._late + 1
        if number == 0:
            self._first = asyncio.ensure_future(self._reserve_for_late())
        return await self._first + number / self.per_second

    async def _reserve_for_late(self) -> float:
        await asyncio.sleep(0)
        count, self._late = self._late, 0
        return self.reserve(count)


async def _until(moment: float) -> None:
    await asyncio.sleep(max(0, moment - time.monotonic()))
