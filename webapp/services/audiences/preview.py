"""The preview of a saved audience: counts and some of its contacts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webapp import clock
from webapp.domain.audiences import audience_filter
from webapp.domain.recipients.country_rules import blocked
from webapp.domain.sending.marketing_cap import MARKETING
from webapp.extensions import db
from webapp.models import Audience, Contact
from webapp.queries.audiences import audiences
from webapp.queries.audiences.audiences import Waterfall
from webapp.queries.contacts import contacts, lists
from webapp.queries.operations import settings
from webapp.services.audiences import background_counts
from webapp.services.audiences.background_counts import Countable

KIND = "audience"


@dataclass(frozen=True)
class AudiencePreview:
    """How many contacts match and remain, some of them, and when they were counted."""

    waterfall: Waterfall
    sample_ids: Sequence[int]
    counted_at: datetime | None

    @property
    def sample(self) -> Sequence[Contact]:
        return contacts.by_ids(self.sample_ids)


def preview_for(audience: Audience) -> AudiencePreview | None:
    """Return the preview of the audience; None while a worker counts."""
    result = background_counts.count_or_request(countable(audience))
    if result is None:
        return None
    values = result.values
    exclusions = audience_filter.parse(audience.filter).exclude
    left_out = tuple(zip(exclusions, values["left_out"], strict=True))
    waterfall = Waterfall(
        values["matching"], left_out, values["unsubscribed"], not_allowed=values["not_allowed"]
    )
    return AudiencePreview(waterfall, values["some"], result.at)


def find(audience_id: str) -> Countable | None:
    """Return what to count for the audience with this id; None where it was deleted."""
    audience = db.session.get(Audience, int(audience_id))
    return countable(audience) if audience else None


def countable(audience: Audience) -> Countable:
    """Return what to count for the audience."""

    today = clock.now().date()
    countries = blocked(settings.country_rules(), MARKETING, today)

    def count() -> dict[str, Any]:
        waterfall = audiences.waterfall(audience.filter, countries=countries)
        return {
            "matching": waterfall.matching,
            "left_out": [count for _, count in waterfall.left_out],
            "unsubscribed": waterfall.unsubscribed,
            "not_allowed": waterfall.not_allowed,
            "some": audiences.sample(audience.filter),
        }

    basis = {"filter": audience.filter, "countries": countries}
    return Countable(f"{KIND} {audience.id}", basis, count, lists.are_many)
