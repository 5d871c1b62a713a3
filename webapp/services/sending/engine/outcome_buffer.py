"""What has come back of a batch's calls: written down in groups, and acted on."""

import logging
import time
from contextlib import suppress

from redis import RedisError
from sqlalchemy.exc import OperationalError

from webapp import clock, queues
from webapp.extensions import db
from webapp.models import Campaign
from webapp.services.sending import circuit_breaker, outcomes, token_bucket
from webapp.services.sending import refusals as remedies
from webapp.services.sending.claims import Claim, Envelope
from webapp.services.sending.engine.backoff import Throttle
from webapp.services.sending.outcomes import Refusal
from webapp.whatsapp.outcomes import Outcome

#: Outcomes are written as soon as so many are known, or so many seconds after the ones before.
NOTE_SIZE, NOTE_SECONDS = 100, 0.1

log = logging.getLogger(__name__)


class Notebook:
    """Keeps outcomes until the database has them, also while it is away."""

    def __init__(self, envelope: Envelope) -> None:
        self.envelope = envelope
        self.known: list[tuple[Claim, Outcome]] = []
        self.refusals: list[Refusal] = []
        self.throttle = Throttle()
        self.has_failures = False
        self.noted_at = time.monotonic()

    @property
    def is_empty(self) -> bool:
        return not (self.known or self.refusals or self.has_failures)

    @property
    def is_due(self) -> bool:
        is_late = time.monotonic() - self.noted_at >= NOTE_SECONDS
        return len(self.known) >= NOTE_SIZE or (is_late and not self.is_empty)

    def add(self, claim: Claim, outcome: Outcome) -> None:
        self.known.append((claim, outcome))

    def note(self) -> None:
        """Write down and act on what is known; while the database is away, keep it."""
        try:
            self._write_outcomes()
            self._act_on_refusals()
            self._ask_breaker()
        except OperationalError as error:
            log.warning("Outcomes wait to be written: %s", error)
            db.session.rollback()
        self.noted_at = time.monotonic()

    def _write_outcomes(self) -> None:
        known = list(self.known)
        if known:
            refusals = outcomes.note(self.envelope, known)
            db.session.commit()
            del self.known[: len(known)]
            self.refusals += [one for one in refusals if not one.policy.holds_pace]
            self.has_failures |= any(outcomes.failure(outcome) for _, outcome in known)

    def _act_on_refusals(self) -> None:
        if self.refusals:
            campaign = db.session.get_one(Campaign, self.envelope.campaign_id)
            remedies.apply(campaign, self.refusals)
            db.session.commit()
            self.refusals.clear()

    def _ask_breaker(self) -> None:
        if self.has_failures:
            circuit_breaker.review(self.envelope.campaign_id, clock.now())
            db.session.commit()
            self.has_failures = False

    def hold_back(self) -> None:
        """Slow the sender down by as much as its calls came too early."""
        if seconds := self.throttle.seconds():
            with suppress(RedisError):  # without Redis nobody sends anyway
                token_bucket.hold(queues.redis(), self.envelope.sender_id, seconds)
