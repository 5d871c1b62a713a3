"""Colours by which bars tell campaigns apart; words beside them say the same."""

import uuid
from collections.abc import Iterable

#: With more campaigns than these the colours begin anew.
TONES = 8


def of(campaign_ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID | None, str]:
    """Give each campaign a colour, in the order in which they appear."""
    names = dict.fromkeys(campaign_ids)
    return {key: f"campaign-{number % TONES + 1}" for number, key in enumerate(names)}
