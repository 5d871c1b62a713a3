"""Whom a saved audience selects, as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webapp.domain.audiences import audience_filter
from webapp.extensions import db
from webapp.models import Audience, Contact
from webapp.queries.audiences import audiences
from webapp.queries.audiences.audiences import Waterfall
from webapp.queries.contacts import contacts, lists
from webapp.services.audiences import background_counts
from webapp.services.audiences.background_counts import Countable

KIND = "audience"


@dataclass(frozen=True)
class AudiencePeople:
    """How many match and how many are left, some of them; and when they were counted."""

    fall: Waterfall
    some: Sequence[int]
    counted_at: datetime | None

    @property
    def sample(self) -> Sequence[Contact]:
        return contacts.by_ids(self.some)


def of(audience: Audience) -> AudiencePeople | None:
    """Count the audience's people; None while a worker counts them."""
    counted = background_counts.look(countable(audience))
    if counted is None:
        return None
    found = counted.found
    exclusions = audience_filter.parse(audience.filter).exclude
    left_out = tuple(zip(exclusions, found["left_out"], strict=True))
    fall = Waterfall(found["matching"], left_out, found["unsubscribed"])
    return AudiencePeople(fall, found["some"], counted.at)


def find(audience_id: str) -> Countable | None:
    """Find what is to be counted by the audience's id; None where it was deleted."""
    audience = db.session.get(Audience, int(audience_id))
    return countable(audience) if audience else None


def countable(audience: Audience) -> Countable:
    """Answer what is to be counted."""

    def count() -> dict[str, Any]:
        fall = audiences.waterfall(audience.filter)
        return {
            "matching": fall.matching,
            "left_out": [people for _, people in fall.left_out],
            "unsubscribed": fall.unsubscribed,
            "some": audiences.sample(audience.filter),
        }

    basis = {"filter": audience.filter}
    return Countable(f"{KIND} {audience.id}", basis, count, lists.are_many)
