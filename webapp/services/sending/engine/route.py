"""The endpoint of a batch's messages, and the other one after a refusal."""

import asyncio

from webapp import clock
from webapp.domain.sending import routing
from webapp.domain.sending.routing import Endpoint
from webapp.domain.webhook.events import ProviderFault
from webapp.errors import ProviderError
from webapp.services.sending.engine.outcome_buffer import OutcomeBuffer
from webapp.services.sending.envelopes import Envelope
from webapp.whatsapp.client import CloudApi

#: How long the template's category may take; afterwards it counts as not known.
CATEGORY_SECONDS = 5


class Route:
    """Chooses the endpoint of each call; it changes once in a batch at most."""

    def __init__(self, envelope: Envelope, api: CloudApi, outcomes: OutcomeBuffer) -> None:
        self.envelope = envelope
        self.api = api
        self.outcomes = outcomes
        self.endpoint = envelope.endpoint
        self._reading: asyncio.Future[str | None] | None = None

    async def after_refusal(self, refused: Endpoint, fault: ProviderFault) -> Endpoint | None:
        """Return the endpoint that may take the message instead; None if the refusal stands.

        All later calls of the batch use it too. The template is read again first, once.
        """
        is_first = refused == self.envelope.endpoint
        if fault.code is None or not is_first or not routing.may_switch(refused, fault):
            return None
        category = await self._category()
        other = routing.other_endpoint(refused, fault.code, self.envelope.marketing, category)
        self.endpoint = other or self.endpoint
        return other

    async def _category(self) -> str | None:
        """Return the template's present category; all calls of the batch wait for one answer."""
        if self._reading is None:
            self._reading = asyncio.ensure_future(self._read_category())
        return await asyncio.shield(self._reading)

    async def _read_category(self) -> str | None:
        asked_at = clock.now().replace(microsecond=0)  # as a sync does
        try:
            async with asyncio.timeout(CATEGORY_SECONDS):
                template = await self.api.message_template(self.envelope.template_id)
        except (ProviderError, TimeoutError):
            return None
        self.outcomes.note_template(template, asked_at)
        return str(template.get("category") or "") or None
