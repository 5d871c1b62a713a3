"""What may go wrong with a campaign although it can be sent."""

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from webapp.domain.message_templates.signed_links import expiry
from webapp.domain.message_templates.sources import Source, Text
from webapp.domain.messages import Message, coded


def link_warnings(
    sources: Mapping[str, Source], zone: ZoneInfo, last_day: date | None
) -> list[Message]:
    """Return a warning for each link to a header's file that ends, with the plan's last day."""
    ends = (
        expiry(source.text)
        for key, source in sources.items()
        if key.startswith("header.") and isinstance(source, Text)
    )
    warnings = []
    for end in filter(None, ends):
        local = end.astimezone(zone)
        params: dict[str, object] = {"day": local.date(), "time": f"{local:%H:%M}"}
        if last_day is None:
            warnings.append(coded("campaigns.link_ends", **params))
        else:
            is_early = local.date() <= last_day
            code = "campaigns.link_ends_early" if is_early else "campaigns.link_ends_later"
            warnings.append(coded(code, **params, last_day=last_day))
    return warnings
