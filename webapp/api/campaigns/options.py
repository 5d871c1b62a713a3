"""The options of a campaign in requests and responses."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from webapp.api.campaigns import hour_types
from webapp.api.shell import field_types
from webapp.api.shell.schemas import Field, FieldType, InvalidValue
from webapp.models import Campaign

MAX_RECIPIENTS = 1_000_000
WARM_UP = ("start", "growth")


def warm_up() -> FieldType:
    """Return the type of a warm-up, read as (start, growth)."""
    number = field_types.whole_number(1, MAX_RECIPIENTS)

    def read(value: object) -> tuple[int, int]:
        if not isinstance(value, Mapping) or value.keys() != set(WARM_UP):
            raise InvalidValue('Give {"start": 50, "growth": 25}.')
        start, growth = (field_types.read_part(number, value[name], f".{name}") for name in WARM_UP)
        return start, growth

    return FieldType(read, hour_types.closed_object(dict.fromkeys(WARM_UP, number.schema)))


OPTIONS = {
    "latest_start_date": Field(
        field_types.day(), "A campaign that has not begun by the end of this day pauses."
    ),
    "end_date": Field(
        field_types.day(), "Nobody is written to after this day; with people left it pauses."
    ),
    "send_until": Field(
        hour_types.clock_time(),
        "On end_date nobody is written to from this time on; the people left are skipped "
        "(offer_ended) and the campaign completes.",
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
        field_types.whole_number(1, MAX_RECIPIENTS),
        "People a day who go before campaigns of higher priority.",
    ),
}
_PLAIN = ("latest_start_date", "end_date", "send_until", "minimum_share")
_PAIRS = {
    "quiet_hours": ("quiet_from", "quiet_until"),
    "warm_up": ("warm_up_start", "warm_up_growth"),
}


def attributes(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes of a campaign for the options of a request."""
    values = {name: fields[name] for name in _PLAIN if name in fields}
    for name, columns in _PAIRS.items():
        if name in fields:
            values |= dict(zip(columns, fields[name] or (None, None), strict=True))
    return values


def options_of(campaign: Campaign) -> dict[str, Any]:
    """Return the options of a campaign in request format."""
    quiet, warm_up = campaign.quiet_hours, campaign.warm_up
    return {
        "latest_start_date": _day(campaign.latest_start_date),
        "end_date": _day(campaign.end_date),
        "send_until": f"{campaign.send_until:%H:%M}" if campaign.send_until else None,
        "quiet_hours": quiet and {"from": f"{quiet.begins:%H:%M}", "to": f"{quiet.ends:%H:%M}"},
        "warm_up": warm_up and {"start": warm_up.start, "growth": warm_up.growth},
        "minimum_share": campaign.minimum_share,
    }


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None
