"""The quota: how many more different contacts a portfolio may write to in 24 hours."""

from datetime import datetime, timedelta

#: The messaging limit counts contacts of the last 24 hours. One minute more, because our clock and
#: WhatsApp's may differ, and a message counts from when they have it, not from when we sent it.
WINDOW = timedelta(hours=24, minutes=1)

#: A contact whose service window stays open for this long is exempt from the quota: batches wait.
#: One whose window closes sooner counts, and so does one that no worker claims in time.
SERVICE_MARGIN = timedelta(hours=1)
#: A call that begins this long before the window closes ends in time, even if clocks differ.
CALL_MARGIN = timedelta(minutes=2)


def cutoff(now: datetime) -> datetime:
    """Return the moment since which contacts written to still count."""
    return now - WINDOW


def remaining(quota: int | None, used: int) -> int | None:
    """Return how much of the quota remains; None where there is no limit.

    >>> remaining(250, 100), remaining(250, 300), remaining(None, 5_000_000)
    (150, 0, None)
    """
    return None if quota is None else max(0, quota - used)
