"""The calls of a batch to WhatsApp: each in its slot, many open at once."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from webapp.domain.sending.routing import Endpoint
from webapp.domain.webhook.events import ProviderFault
from webapp.services.sending.claims import Claim
from webapp.services.sending.engine.backoff import seconds_too_early
from webapp.services.sending.engine.outcome_buffer import OutcomeBuffer
from webapp.services.sending.engine.pace import Pace
from webapp.services.sending.envelopes import Envelope
from webapp.whatsapp.client import CloudApi
from webapp.whatsapp.outcomes import NotReached, Outcome, Refused

PAUSED = NotReached("WhatsApp asked us to wait before the next message")


class Calls:
    """Makes a call for each claim, and adds its outcome to the buffer."""

    def __init__(
        self,
        envelope: Envelope,
        api: CloudApi,
        pace: Pace,
        outcomes: OutcomeBuffer,
        is_stopping: Callable[[], bool],
    ) -> None:
        self.envelope = envelope
        self.api = api
        self.pace = pace
        self.outcomes = outcomes
        self.is_stopping = is_stopping
        self._open: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        """Return how many calls are open."""
        return len(self._open)

    def start(self, claims: Sequence[Claim], opens_at: float) -> None:
        """Start the calls of these claims, whose slots begin at `opens_at`."""
        for number, claim in enumerate(claims):
            slot = opens_at + number / self.pace.per_second
            call = asyncio.create_task(self._call(claim, slot))
            self._open.add(call)
            call.add_done_callback(self._open.discard)

    async def _call(self, claim: Claim, slot: float) -> None:
        await self.pace.wait_for(slot)
        if self.outcomes.backoff.is_paused:
            self.outcomes.add(claim, PAUSED)
            return
        try:
            body = self.envelope.message(claim.address, claim.variables, claim.callback)
        except KeyError as missing:  # a variable without a value: nothing was sent
            fault = ProviderFault(132000, f"The message has no value for {missing}.")
            self.outcomes.add(claim, Refused(fault))
        else:
            self.outcomes.add(claim, await self._send(body))

    async def _send(self, body: dict[str, Any]) -> Outcome:
        """Return the outcome of the message; if it was only too early, send it once more.

        Where WhatsApp said how long to wait, nobody sends from this number before then.
        """
        outcome = await self._send_once(body)
        seconds = seconds_too_early(outcome)
        if seconds is None or not isinstance(outcome, Refused) or self._must_wait():
            return outcome
        if outcome.fault.retry_after:
            self.pace.hold(seconds)
        await asyncio.sleep(seconds)
        if self._must_wait() or not await self.pace.wait_for_another():
            return outcome
        return await self._send_once(body)

    def _must_wait(self) -> bool:
        return self.is_stopping() or self.outcomes.backoff.is_paused

    async def _send_once(self, body: dict[str, Any]) -> Outcome:
        envelope = self.envelope
        if envelope.endpoint == Endpoint.MARKETING_MESSAGES:
            body = {**body, **envelope.marketing.fields}
        outcome = await self.api.send(envelope.phone_number_id, body, envelope.endpoint)
        self.outcomes.backoff.count(outcome)
        return outcome
