"""A batch on its way: while some people are being written to, the next are claimed."""

import asyncio
import logging
import time
from collections.abc import Callable

from sqlalchemy.exc import OperationalError

from webapp import queues
from webapp.domain.events import ProviderFault
from webapp.extensions import db
from webapp.models import Campaign
from webapp.services import outcomes, pacing, remedies, sending
from webapp.services.sending import Claim, Envelope
from webapp.whatsapp.client import CloudApi
from webapp.whatsapp.outcomes import Outcome, Refused

#: Claims of a quarter of a second: what a kill may leave unconfirmed, and how long a claim waits.
SECONDS_CLAIMED = 0.25
SMALLEST_CLAIM, LARGEST_CLAIM = 10, 100
#: Calls open at once, for one worker: half a second of the fastest number.
IN_FLIGHT = 500
#: Outcomes are written as soon as so many are known, or so many seconds after the ones before.
NOTE_SIZE, NOTE_SECONDS = 100, 0.1
#: A little slower than WhatsApp allows: calls do not arrive as evenly as they leave.
HEADROOM = 0.98
#: Seconds between two looks at what has come back.
GLANCE = 0.01

log = logging.getLogger(__name__)


class Pipeline:
    """Sends one batch. No transaction is open while a call is awaited."""

    def __init__(self, envelope: Envelope, api: CloudApi, is_stopping: Callable[[], bool]) -> None:
        self.envelope = envelope
        self.api = api
        self.is_stopping = is_stopping
        self.per_second = envelope.per_second * HEADROOM
        self.open_calls: set[asyncio.Task[None]] = set()
        self.known: list[tuple[Claim, Outcome]] = []
        self.noted_at = time.monotonic()

    async def run(self, people: int) -> None:
        """Send to the `people` who are queued; to fewer when told to stop.

        Whatever happens, the outcomes of calls that have begun are written before this ends.
        """
        try:
            await self._claim_all(people)
        finally:
            given_up_at = time.monotonic() + sending.LEASE.total_seconds()
            while (self.open_calls or self.known) and time.monotonic() < given_up_at:
                await self._go_on(GLANCE)

    async def _claim_all(self, people: int) -> None:
        fair = round(self.per_second * SECONDS_CLAIMED)
        size = min(LARGEST_CLAIM, max(SMALLEST_CLAIM, fair))
        for left in range(people, 0, -size):
            count = min(size, left)
            await self._go_on(self._reserve(count))
            while len(self.open_calls) + count > IN_FLIGHT:
                await self._go_on(GLANCE)
            if self.is_stopping() or not self._launch(count):
                return

    def _reserve(self, count: int) -> float:
        return pacing.reserve(queues.redis(), self.envelope.sender_id, count, self.per_second)

    def _launch(self, count: int) -> bool:
        """Claim the next people and begin to call; False when nobody can be claimed."""
        claims = sending.claim(self.envelope, count)
        db.session.commit()
        for number, claim in enumerate(claims):
            call = asyncio.create_task(self._call(claim, number / self.per_second))
            self.open_calls.add(call)
            call.add_done_callback(self.open_calls.discard)
        return bool(claims)

    async def _call(self, claim: Claim, delay: float) -> None:
        await asyncio.sleep(delay)
        try:
            body = self.envelope.message(claim)
        except KeyError as missing:  # a variable without a value: nothing was sent
            fault = ProviderFault(132000, f"The message has no value for {missing}.")
            self.known.append((claim, Refused(fault)))
        else:
            outcome = await self.api.send(self.envelope.phone_number_id, body)
            self.known.append((claim, outcome))

    async def _go_on(self, seconds: float) -> None:
        """Let the calls go on for so long, writing down what they bring."""
        until = time.monotonic() + seconds
        while True:
            if self._is_due():
                self._note()
            left = until - time.monotonic()
            await asyncio.sleep(max(0, min(left, GLANCE)))
            if left <= 0:
                return

    def _is_due(self) -> bool:
        is_late = time.monotonic() - self.noted_at >= NOTE_SECONDS
        return len(self.known) >= NOTE_SIZE or (bool(self.known) and is_late)

    def _note(self) -> None:
        """Write the outcomes that are known; while the database is away, keep them."""
        known = list(self.known)
        self.noted_at = time.monotonic()
        try:
            refusals = outcomes.note(self.envelope.portfolio_id, known)
            db.session.commit()
        except OperationalError as error:
            log.warning("Outcomes wait to be written: %s", error)
            db.session.rollback()
            return
        del self.known[: len(known)]
        if refusals:
            remedies.apply(db.session.get_one(Campaign, self.envelope.campaign_id), refusals)
            db.session.commit()
