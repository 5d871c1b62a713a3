"""Work that was asked for, and that nobody was there to do in time."""

from datetime import timedelta

from webapp import clock
from webapp.domain.messages import coded
from webapp.errors import AppError
from webapp.services.background.claims import Claim

#: A task that nobody did for so long is not done: who asked for it may not expect it any more.
TOO_LATE = timedelta(days=1)


class TooLate(AppError):
    """The work was due so long ago that nobody may expect it any more."""


def refuse(claim: Claim) -> None:
    """Raise TooLate where the work was due more than a day ago."""
    if claim.run_at < clock.now() - TOO_LATE:
        message = coded("campaigns.too_late", moment=f"{claim.run_at:%Y-%m-%d %H:%M}")
        raise TooLate(message)
