"""Setting how many marketing messages one person may get."""

from webapp.queries.operations import settings as known
from webapp.services.operations import settings


def set_cap(messages: int | None, days: int, waits: bool, actor: str) -> None:
    """Allow at most so many messages in so many days; None lifts the cap."""
    value = {"messages": messages, "days": days, "waits": waits} if messages else {}
    settings.put(known.FREQUENCY_CAP_SETTING, value, actor, **value)
