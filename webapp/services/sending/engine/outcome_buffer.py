"""The outcomes of a batch's calls: stored in groups, and acted on."""

import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from redis import RedisError
from sqlalchemy.exc import OperationalError

from webapp import clock, queues
from webapp.extensions import db
from webapp.models import Campaign
from webapp.services.background.bisecting import apply_bisecting
from webapp.services.message_templates import sync
from webapp.services.sending import circuit_breaker, outcomes, refusals, token_bucket
from webapp.services.sending.claims import Claim
from webapp.services.sending.engine.backoff import Backoff
from webapp.services.sending.engine.run_in_thread import run_in_thread
from webapp.services.sending.envelopes import Envelope
from webapp.services.sending.refusals import Refusal
from webapp.whatsapp.outcomes import Outcome, Unknown

#: Outcomes are stored as soon as there are this many, or this many seconds after the last ones.
FLUSH_SIZE, FLUSH_SECONDS = 100, 0.1
#: WhatsApp responded, but with something that contradicts what is stored.
NOT_STORABLE = Unknown("The response contradicts that to another message.")

log = logging.getLogger(__name__)


class OutcomeBuffer:
    """Keeps outcomes until the database has stored them, also while it is unavailable."""

    def __init__(self, envelope: Envelope) -> None:
        self.envelope = envelope
        self.backoff = Backoff()
        self._outcomes: list[tuple[Claim, Outcome]] = []
        self._refusals: list[Refusal] = []
        self._has_failures = False
        self._template: tuple[dict[str, Any], datetime] | None = None
        self._flushed_at = time.monotonic()

    @property
    def is_empty(self) -> bool:
        return not (self._outcomes or self._refusals or self._has_failures or self._template)

    @property
    def _is_due(self) -> bool:
        is_late = time.monotonic() - self._flushed_at >= FLUSH_SECONDS
        return len(self._outcomes) >= FLUSH_SIZE or (is_late and not self.is_empty)

    def add(self, claim: Claim, outcome: Outcome) -> None:
        self._outcomes.append((claim, outcome))

    def note_template(self, template: dict[str, Any], asked_at: datetime) -> None:
        """Store what WhatsApp said of the template when it was asked at this moment."""
        self._template = template, asked_at

    async def flush_if_due(self) -> None:
        """Store the outcomes, act on them and slow the sender down, when it is time."""
        if self._is_due:
            await run_in_thread(self._flush)
            self._apply_backoff()

    def _flush(self) -> None:
        """Store and act on the outcomes; keep them while the database is unavailable."""
        try:
            self._store()
            self._store_template()
            self._act_on_refusals()
            self._review_failures()
        except OperationalError as error:
            log.warning("Outcomes wait to be stored: %s", error)
            db.session.rollback()
        self._flushed_at = time.monotonic()

    def _store(self) -> None:
        known = list(self._outcomes)  # calls that end meanwhile add to the list
        if known:
            refused = self._record(known)
            db.session.commit()
            del self._outcomes[: len(known)]
            self._refusals += [refusal for refusal in refused if not refusal.policy.holds_pace]
            self._has_failures |= any(outcomes.failure_code(outcome) for _, outcome in known)

    def _record(self, known: Sequence[tuple[Claim, Outcome]]) -> list[Refusal]:
        """Record the outcomes; one that can't be stored is unknown, and does not affect the others.

        WhatsApp may give the id of another message, for example.
        """
        refused, failed = apply_bisecting(known, partial(outcomes.record, self.envelope))
        for (claim, _), fault in failed:
            log.error(
                "The response for recipient %s can't be stored: %s", claim.recipient_id, fault
            )
            outcomes.record(self.envelope, [(claim, NOT_STORABLE)])
        return [refusal for group in refused for refusal in group]

    def _store_template(self) -> None:
        if self._template:
            template, asked_at = self._template
            sync.store(self.envelope.waba_id, [template], asked_at, is_complete=False)
            db.session.commit()
            self._template = None

    def _act_on_refusals(self) -> None:
        if self._refusals:
            campaign = db.session.get_one(Campaign, self.envelope.campaign_id)
            refusals.apply(campaign, self._refusals)
            db.session.commit()
            self._refusals.clear()

    def _review_failures(self) -> None:
        if self._has_failures:
            circuit_breaker.review(self.envelope.campaign_id, clock.now())
            db.session.commit()
            self._has_failures = False

    def _apply_backoff(self) -> None:
        """Delay the sender's slots, by how many of its calls were refused as too early."""
        if seconds := self.backoff.next_pause():
            with suppress(RedisError):  # without Redis nothing is sent anyway
                token_bucket.pause(queues.redis(), self.envelope.sender_id, seconds)
