"""A batch on its way: while some people are being written to, the next are claimed."""

import asyncio
import logging
import time
from collections.abc import Callable
from functools import partial
from math import inf
from typing import Any

from sqlalchemy.exc import OperationalError

from webapp import clock
from webapp.domain.webhook.events import ProviderFault
from webapp.extensions import db
from webapp.services.operations import restore_guard
from webapp.services.sending import claims as sending
from webapp.services.sending.claims import Claim, Envelope
from webapp.services.sending.engine.backoff import is_throttled
from webapp.services.sending.engine.outcome_buffer import Notebook
from webapp.services.sending.engine.pace import SOON, Pace
from webapp.services.sending.engine.run_in_thread import beside
from webapp.whatsapp.client import CloudApi
from webapp.whatsapp.outcomes import Outcome, Refused

#: Claims of a quarter of a second: what a kill may leave unconfirmed, and how long a claim waits.
SECONDS_CLAIMED = 0.25
SMALLEST_CLAIM, LARGEST_CLAIM = 10, 100
#: Calls open at once, for one worker: half a second of the fastest number.
IN_FLIGHT = 500
#: People are claimed so many seconds before the first of them may be called: a claim takes time.
AHEAD = 0.05
#: Seconds between two looks at what has come back.
GLANCE = 0.01
#: Seconds before the database or Redis is asked again when it was away.
PAUSE = 0.5

log = logging.getLogger(__name__)


class Pipeline:
    """Sends one batch. No transaction is open while a call is awaited, and calls go on while
    the database is.
    """

    def __init__(self, envelope: Envelope, api: CloudApi, is_stopping: Callable[[], bool]) -> None:
        self.envelope = envelope
        self.api = api
        self.is_stopping = is_stopping
        self.pace = Pace(envelope.sender_id, envelope.per_second)
        self.open_calls: set[asyncio.Task[None]] = set()
        self.notebook = Notebook(envelope)
        self.was_away = False

    async def run(self, people: int) -> None:
        """Begin to send to the `people` who are queued; to fewer when told to stop.

        Whatever happens, calls that have begun go on: `finish` them while the pipeline is open.
        """
        fair = round(self.pace.per_second * SECONDS_CLAIMED)
        size = min(LARGEST_CLAIM, max(SMALLEST_CLAIM, fair))
        for left in range(people, 0, -size):
            count = min(size, left)
            while len(self.open_calls) + count > IN_FLIGHT:
                await self._go_on(GLANCE)
            if not await self._launch(count, await self._places(count)):
                return
            await self._go_on(0)  # where claims are slower than the pace, nothing else waits

    @property
    def is_open(self) -> bool:
        """Answer whether there are calls without an answer, or outcomes that are not written."""
        return bool(self.open_calls) or not self.notebook.is_empty

    async def finish(self, seconds: float) -> None:
        """Wait for the answers that are still to come, and write them down."""
        given_up_at = time.monotonic() + seconds
        while self.is_open and time.monotonic() < given_up_at:
            await self._go_on(GLANCE)

    async def _places(self, count: int) -> float:
        """Answer when so many messages may be sent, just in time to claim people for them."""
        while (opens_at := self.pace.reserve(count, AHEAD)) == inf and not self.is_stopping():
            await self._go_on(PAUSE)
        while (wait := opens_at - AHEAD - time.monotonic()) > 0 and not self.is_stopping():
            await self._go_on(min(wait, PAUSE))
        return opens_at

    async def _launch(self, count: int, opens_at: float) -> bool:
        """Claim the next people and begin to call; False when nobody can be claimed."""
        claims = await self._claim(count)
        for number, claim in enumerate(claims):
            due = opens_at + number / self.pace.per_second
            call = asyncio.create_task(self._call(claim, due))
            self.open_calls.add(call)
            call.add_done_callback(self.open_calls.discard)
        return bool(claims)

    async def _claim(self, count: int) -> list[Claim]:
        """Claim the next people, as soon as the database is there; none when told to stop."""
        while not self.is_stopping():
            try:
                return await beside(partial(self._take, count))
            except OperationalError as error:
                log.warning("Nobody can be claimed: %s", error)
                db.session.rollback()
                self.was_away = True
                await self._go_on(PAUSE)
        return []

    def _take(self, count: int) -> list[Claim]:
        claims = sending.claim(self.envelope, count) if self._is_same_database() else []
        db.session.commit()
        return claims

    def _is_same_database(self) -> bool:
        """Answer whether the database that was away has come back as it was."""
        if not self.was_away:
            return True
        self.was_away = not restore_guard.holds(clock.now())
        return not self.was_away

    async def _call(self, claim: Claim, due: float) -> None:
        await self.pace.keep_to(due)
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
        another = self.pace.reserve(1)
        if another - time.monotonic() > SOON:
            return outcome
        await self.pace.keep_to(another)
        outcome = await self.api.send(self.envelope.phone_number_id, body)
        self.notebook.throttle.count(outcome)
        return outcome

    async def _go_on(self, seconds: float) -> None:
        """Let the calls go on for so long, writing down what they bring."""
        until = time.monotonic() + seconds
        while True:
            if self.notebook.is_due:
                await beside(self.notebook.note)
                self.notebook.hold_back()
            left = until - time.monotonic()
            await asyncio.sleep(max(0, min(left, GLANCE)))
            if left <= 0:
                return
