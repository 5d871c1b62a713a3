"""When each call may be made: the slots of a worker in the queue of its sender.

See docs/decisions/0024-pacing-by-reserved-slots.md.
"""

import asyncio
import logging
import time
from contextlib import suppress
from math import inf

from redis import RedisError

from webapp import queues
from webapp.services.sending import token_bucket

#: A little slower than WhatsApp allows: calls do not arrive as evenly as they leave.
HEADROOM = 0.96
#: A call that missed its slot by more than this takes another. Otherwise there would be more calls
#: in that second than are allowed.
LATE_SECONDS = 0.01
#: A call never waits longer than this for another slot: a pause or a STOP must take effect soon.
MAX_RESLOT_SECONDS = 1

log = logging.getLogger(__name__)


class Pace:
    """Reserves slots, and makes calls wait for them; moments are those of `time.monotonic`."""

    def __init__(self, sender_id: int, per_second: float) -> None:
        self.sender_id = sender_id
        self.per_second = per_second * HEADROOM
        self._late_calls = 0
        self._held_until = 0.0

    def reserve(self, count: int, ahead: float = 0) -> float:
        """Return the first moment of the next `count` slots, at least `ahead` seconds from now.

        Infinity without Redis: then nothing may be sent.
        """
        try:
            wait = token_bucket.reserve(
                queues.redis(), self.sender_id, count, self.per_second, ahead
            )
        except RedisError as error:
            log.warning("Nothing may be sent: %s", error)
            return inf
        return time.monotonic() + wait

    def hold(self, seconds: float) -> None:
        """Reserve no slot for this sender, in any worker, for this number of seconds."""
        until = time.monotonic() + seconds
        if until > self._held_until + LATE_SECONDS:
            self._held_until = until
            with suppress(RedisError):  # without Redis there is no slot anyway
                token_bucket.hold(queues.redis(), self.sender_id, seconds)

    async def wait_for(self, slot: float) -> None:
        """Wait for the slot; if it was missed, for another one that is soon."""
        await _sleep_until(slot)
        if time.monotonic() - slot > LATE_SECONDS:
            other = await self._slot_for_late_call()
            if _is_soon(other):
                await _sleep_until(other)

    async def wait_for_another(self) -> bool:
        """Wait for one more slot; return False at once if none is soon."""
        slot = self.reserve(1)
        if not _is_soon(slot):
            return False
        await self.wait_for(slot)
        return True

    async def _slot_for_late_call(self) -> float:
        """Return another slot; calls that are late at the same moment get theirs together."""
        number, self._late_calls = self._late_calls, self._late_calls + 1
        if number == 0:
            self._first_slot = asyncio.ensure_future(self._reserve_for_late_calls())
        return await self._first_slot + number / self.per_second

    async def _reserve_for_late_calls(self) -> float:
        await asyncio.sleep(0)
        count, self._late_calls = self._late_calls, 0
        return self.reserve(count)


def _is_soon(slot: float) -> bool:
    return slot - time.monotonic() <= MAX_RESLOT_SECONDS


async def _sleep_until(moment: float) -> None:
    await asyncio.sleep(max(0, moment - time.monotonic()))
