"""The calls of a batch to WhatsApp: each in its slot, many open at once."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any

from webapp import clock
from webapp.domain.sending.routing import Endpoint
from webapp.domain.webhook.events import ProviderFault
from webapp.services.sending.claims import Claim
from webapp.services.sending.engine.backoff import seconds_too_early
from webapp.services.sending.engine.outcome_buffer import OutcomeBuffer
from webapp.services.sending.engine.pace import Pace
from webapp.services.sending.engine.route import Route
from webapp.services.sending.envelopes import Envelope
from webapp.whatsapp.client import CloudApi
from webapp.whatsapp.outcomes import NotReached, Outcome, Refused

#: Nothing was sent, because WhatsApp asked us to wait or the worker has to stop.
NOT_CALLED = NotReached()
#: Another call for the same claim begins this long after the first at the latest: it must have
#: ended before the lease of the claim.
LAST_CALL_SECONDS = 10


class Calls:
    """Makes a call for each claim, and adds its outcome to the buffer."""

    def __init__(
        self,
        envelope: Envelope,
        api: CloudApi,
        route: Route,
        pace: Pace,
        outcomes: OutcomeBuffer,
        is_stopping: Callable[[], bool],
    ) -> None:
        self.envelope = envelope
        self.api = api
        self.route = route
        self.pace = pace
        self.outcomes = outcomes
        self.is_stopping = is_stopping
        self._marketing_fields = envelope.marketing.fields
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
            self.outcomes.add(claim, NOT_CALLED)
            return
        try:
            body = self.envelope.message(claim.address, claim.variables, claim.callback)
        except KeyError as missing:  # a variable without a value: nothing was sent
            fault = ProviderFault(132000, f"The message has no value for {missing}.")
            self.outcomes.add(claim, Refused(fault))
        else:
            self.outcomes.add(claim, await self._send(body))

    async def _send(self, body: dict[str, Any]) -> Outcome:
        """Return the outcome of the message.

        If the endpoint was certainly the wrong one, the other one gets it, once. A time-out or any
        unknown outcome is never followed by another call.
        """
        last_call = time.monotonic() + LAST_CALL_SECONDS
        endpoint = self.route.endpoint
        outcome = await self._send_in_time(body, endpoint, last_call)
        if not isinstance(outcome, Refused):
            return outcome
        other = await self.route.after_refusal(endpoint, outcome.fault)
        if other is None:
            return outcome
        if not await self._may_call_again(last_call):
            return NOT_CALLED
        return await self._send_in_time(body, other, last_call)

    async def _send_in_time(
        self, body: dict[str, Any], endpoint: Endpoint, last_call: float
    ) -> Outcome:
        """Return the outcome of the call; if it was only too early, call once more.

        Where WhatsApp said how long to wait, nobody sends from this number before then.
        """
        outcome = await self._send_once(body, endpoint)
        seconds = seconds_too_early(outcome)
        if seconds is None or not isinstance(outcome, Refused) or self._must_wait():
            return outcome
        if outcome.fault.retry_after:
            self.pace.hold(seconds)
        await asyncio.sleep(seconds)
        if not await self._may_call_again(last_call):
            return outcome
        return await self._send_once(body, endpoint)

    def _must_wait(self) -> bool:
        return self.is_stopping() or self.outcomes.backoff.is_paused

    async def _may_call_again(self, last_call: float) -> bool:
        """Wait for another slot; return False if the message can't be sent soon, or at all."""
        if self._must_wait() or time.monotonic() > last_call:
            return False
        if not self.envelope.is_open(clock.now()):  # the offer has ended, or the hours
            return False
        return await self.pace.wait_for_another()

    async def _send_once(self, body: dict[str, Any], endpoint: Endpoint) -> Outcome:
        if self._marketing_fields and endpoint == Endpoint.MARKETING_MESSAGES:
            body = {**body, **self._marketing_fields}
        outcome = await self.api.send(self.envelope.phone_number_id, body, endpoint)
        self.outcomes.backoff.count(outcome)
        return outcome
