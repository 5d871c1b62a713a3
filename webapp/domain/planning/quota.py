"""Room: how many more different people a portfolio may write to."""

from datetime import datetime, timedelta

#: The messaging limit counts people of the last 24 hours. One minute more, because our clock and
#: WhatsApp's may differ, and a message counts from when they have it, not from when we sent it.
WINDOW = timedelta(hours=24, minutes=1)

#: A person whose service window stays open for so long is taken without a place: batches wait.
#: Whose window closes sooner counts like everyone, and so does whom no worker claims in time.
SERVICE_MARGIN = timedelta(hours=1)
#: A call that begins so long before the window closes is over by then, whatever the clocks say.
CALL_MARGIN = timedelta(minutes=2)


def cutoff(now: datetime) -> datetime:
    """Answer the moment from which on people written to still count."""
    return now - WINDOW


def room(people_a_day: int | None, people_in_window: int) -> int | None:
    """Answer how many more people fit; None where there is no limit.

    >>> room(250, 100), room(250, 300), room(None, 5_000_000)
    (150, 0, None)
    """
    return None if people_a_day is None else max(0, people_a_day - people_in_window)
