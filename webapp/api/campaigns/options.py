"""What a campaign may ask for besides, as programs give and read it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from webapp.api.campaigns import hour_types
from webapp.api.shell import field_types
from webapp.api.shell.schemas import Field, Kind, Unfit
from webapp.models import Campaign

MOST = 1_000_000
WARM_UP = ("start", "growth")


def warm_up() -> Kind:
    """The limit of the first day and its growth, as (start, growth)."""
    number = field_types.whole(1, MOST)

    def read(given: object) -> tuple[int, int]:
        if not isinstance(given, Mapping) or given.keys() != set(WARM_UP):
            raise Unfit('Give {"start": 50, "growth": 25}.')
        start, growth = (field_types.within(number, given[name], f".{name}") for name in WARM_UP)
        return start, growth

    return Kind(read, hour_types.closed_object(dict.fromkeys(WARM_UP, number.schema)))


OPTIONS = {
    "latest_start_date": Field(
        field_types.day(), "A campaign that has not begun by the end of this day pauses."
    ),
    "end_date": Field(
        field_types.day(), "Nobody is written to after this day; with people left it pauses."
    ),
    "quiet_hours": Field(
        hour_types.quiet_hours(),
        "Hours in which nobody is written to, by the clock where the recipient lives, as told by "
        "the phone number; null: none.",
    ),
    "warm_up": Field(
        warm_up(),
        "The limit of the first day, and by how much it grows with each day of sending until it "
        "reaches daily_send_limit; null: none.",
    ),
    "minimum_share": Field(
        field_types.whole(1, MOST), "People a day who go before campaigns of higher priority."
    ),
}
_PLAIN = ("latest_start_date", "end_date", "minimum_share")
_PAIRS = {
    "quiet_hours": ("quiet_from", "quiet_until"),
    "warm_up": ("warm_up_start", "warm_up_growth"),
}


def attributes(given: Mapping[str, Any]) -> dict[str, Any]:
    """Turn the options that were read into attributes of a campaign."""
    found = {name: given[name] for name in _PLAIN if name in given}
    for name, columns in _PAIRS.items():
        if name in given:
            found |= dict(zip(columns, given[name] or (None, None), strict=True))
    return found


def shown(campaign: Campaign) -> dict[str, Any]:
    """Show the options of a campaign as they are given."""
    quiet, warming = campaign.quiet_hours, campaign.warm_up
    return {
        "latest_start_date": _day(campaign.latest_start_date),
        "end_date": _day(campaign.end_date),
        "quiet_hours": quiet and {"from": f"{quiet.begins:%H:%M}", "to": f"{quiet.ends:%H:%M}"},
        "warm_up": warming and {"start": warming.start, "growth": warming.growth},
        "minimum_share": campaign.minimum_share,
    }


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None
