"""Claiming the next recipients of a batch, while the event loop continues."""

import logging
from functools import partial

from sqlalchemy.exc import OperationalError

from webapp import clock
from webapp.extensions import db
from webapp.services.operations import restore_guard
from webapp.services.sending import claims
from webapp.services.sending.claims import Claim
from webapp.services.sending.engine.run_in_thread import run_in_thread
from webapp.services.sending.envelopes import Envelope

log = logging.getLogger(__name__)


class Claims:
    """Claims recipients of one batch, each claim with its own commit."""

    def __init__(self, envelope: Envelope) -> None:
        self.envelope = envelope
        self.was_away = False

    async def next(self, count: int) -> list[Claim] | None:
        """Claim up to `count` recipients; none when no more may be sent to.

        Return None while the database is unavailable. If it returns as an older copy, nobody is
        claimed.
        """
        try:
            return await run_in_thread(partial(self._claim, count))
        except OperationalError as error:
            log.warning("No recipients can be claimed: %s", error)
            db.session.rollback()
            self.was_away = True
            return None

    def _claim(self, count: int) -> list[Claim]:
        claimed = claims.claim(self.envelope, count) if self._is_same_database() else []
        db.session.commit()
        return claimed

    def _is_same_database(self) -> bool:
        """Return whether a database that was unavailable has returned unchanged."""
        if not self.was_away:
            return True
        self.was_away = not restore_guard.holds(clock.now())
        return not self.was_away
