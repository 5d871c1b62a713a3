"""Work that was asked for, and that nobody was there to do in time."""

from datetime import timedelta

from webapp import clock
from webapp.domain.translatable import N_
from webapp.errors import AppError
from webapp.services.background.claims import Claim

#: A task that nobody did for so long is not done: who asked for it may not expect it any more.
TOO_LATE = timedelta(days=1)


class TooLate(AppError):
    """The work was due so long ago that nobody may expect it any more."""


def refuse(claim: Claim) -> None:
    """Raise TooLate where the work was due more than a day ago."""
    if claim.run_at < clock.now() - TOO_LATE:
        message = N_(
            "It was due at %(moment)s UTC, and nothing was running to do it for more than a day. "
            "Ask for it again if it is still wanted.",
            moment=f"{claim.run_at:%Y-%m-%d %H:%M}",
        )
        raise TooLate(message)
