"""A batch on its way: while some people are being written to, the next are claimed."""

import asyncio
import logging
import time
from collections.abc import Callable
from math import inf
from typing import Any

from redis import RedisError
from sqlalchemy.exc import OperationalError

from jobs.notebook import Notebook
from jobs.throttle import is_throttled
from webapp import clock, queues
from webapp.domain.events import ProviderFault
from webapp.extensions import db
from webapp.services import fence, pacing, sending
from webapp.services.sending import Claim, Envelope
from webapp.whatsapp.client import CloudApi
from webapp.whatsapp.outcomes import Outcome, Refused

#: Claims of a quarter of a second: what a kill may leave unconfirmed, and how long a claim waits.
SECONDS_CLAIMED = 0.25
SMALLEST_CLAIM, LARGEST_CLAIM = 10, 100
#: Calls open at once, for one worker: half a second of the fastest number.
IN_FLIGHT = 500
#: A little slower than WhatsApp allows: calls do not arrive as evenly as they leave.
HEADROOM = 0.98
#: Seconds between two looks at what has come back.
GLANCE = 0.01
#: So many seconds after the last call its batch is left, whoever has not been answered.
PATIENCE = 1
#: Seconds before the database or Redis is asked again when it was away.
PAUSE = 0.5
#: A call that came too early is made again within so many seconds, or its person claimed anew:
#: a pause or a STOP must take hold.
SOON = 1

log = logging.getLogger(__name__)


class Pipeline:
    """Sends one batch. No transaction is open while a call is awaited."""

    def __init__(self, envelope: Envelope, api: CloudApi, is_stopping: Callable[[], bool]) -> None:
        self.envelope = envelope
        self.api = api
        self.is_stopping = is_stopping
        self.per_second = envelope.per_second * HEADROOM
        self.open_calls: set[asyncio.Task[None]] = set()
        self.notebook = Notebook(envelope)
        self.was_away = False

    async def run(self, people: int) -> None:
        """Send to the `people` who are queued; to fewer when told to stop.

        Whatever happens, calls that have begun go on: `finish` them while the pipeline is open.
        """
        try:
            await self._claim_all(people)
        finally:
            await self.finish(PATIENCE)

    @property
    def is_open(self) -> bool:
        """Answer whether there are calls without an answer, or outcomes that are not written."""
        return bool(self.open_calls) or not self.notebook.is_empty

    async def finish(self, seconds: float) -> None:
        """Wait for the answers that are still to come, and write them down."""
        given_up_at = time.monotonic() + seconds
        while self.is_open and time.monotonic() < given_up_at:
            await self._go_on(GLANCE)

    async def _claim_all(self, people: int) -> None:
        fair = round(self.per_second * SECONDS_CLAIMED)
        size = min(LARGEST_CLAIM, max(SMALLEST_CLAIM, fair))
        for left in range(people, 0, -size):
            count = min(size, left)
            await self._wait_for_places(count)
            while len(self.open_calls) + count > IN_FLIGHT:
                await self._go_on(GLANCE)
            if not await self._launch(count):
                return

    async def _wait_for_places(self, count: int) -> None:
        """Wait until so many messages may be sent, as soon as Redis is there to tell."""
        while (wait := self._reserve(count)) == inf and not self.is_stopping():
            await self._go_on(PAUSE)
        while wait > 0 and not self.is_stopping():
            await self._go_on(min(wait, PAUSE))
            wait -= PAUSE

    def _reserve(self, count: int) -> float:
        """Answer the seconds until so many may be sent; without Redis nobody may."""
        try:
            return pacing.reserve(queues.redis(), self.envelope.sender_id, count, self.per_second)
        except RedisError as error:
            log.warning("Nobody may be written to: %s", error)
            return inf

    async def _launch(self, count: int) -> bool:
        """Claim the next people and begin to call; False when nobody can be claimed."""
        claims = await self._claim(count)
        for number, claim in enumerate(claims):
            call = asyncio.create_task(self._call(claim, number / self.per_second))
            self.open_calls.add(call)
            call.add_done_callback(self.open_calls.discard)
        return bool(claims)

    async def _claim(self, count: int) -> list[Claim]:
        """Claim the next people, as soon as the database is there; none when told to stop."""
        while not self.is_stopping():
            try:
                claims = sending.claim(self.envelope, count) if self._is_same_database() else []
                db.session.commit()
            except OperationalError as error:
                log.warning("Nobody can be claimed: %s", error)
                db.session.rollback()
                self.was_away = True
                await self._go_on(PAUSE)
            else:
                return claims
        return []

    def _is_same_database(self) -> bool:
        """Answer whether the database that was away has come back as it was."""
        if not self.was_away:
            return True
        self.was_away = not fence.holds(clock.now())
        return not self.was_away

    async def _call(self, claim: Claim, delay: float) -> None:
        await asyncio.sleep(delay)
        try:
            body = self.envelope.message(claim)
        except KeyError as missing:  # a variable without a value: nothing was sent
            fault = ProviderFault(132000, f"The message has no value for {missing}.")
            self.notebook.add(claim, Refused(fault))
        else:
            self.notebook.add(claim, await self._send(body))

    async def _send(self, body: dict[str, Any]) -> Outcome:
        """Call WhatsApp; once more where it was only too early."""
        outcome = await self.api.send(self.envelope.phone_number_id, body)
        self.notebook.throttle.count(outcome)
        if not is_throttled(outcome) or self.is_stopping():
            return outcome
        wait = self._reserve(1)
        if wait > SOON:
            return outcome
        await asyncio.sleep(wait)
        outcome = await self.api.send(self.envelope.phone_number_id, body)
        self.notebook.throttle.count(outcome)
        return outcome

    async def _go_on(self, seconds: float) -> None:
        """Let the calls go on for so long, writing down what they bring."""
        until = time.monotonic() + seconds
        while True:
            if self.notebook.is_due:
                self.notebook.note()
            left = until - time.monotonic()
            await asyncio.sleep(max(0, min(left, GLANCE)))
            if left <= 0:
                return
