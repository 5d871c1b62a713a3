"""Whom a draft would write to, as its pages show it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from webapp.domain import audience_filter
from webapp.domain.audience_filter import AudienceFilter, Condition
from webapp.domain.campaign_status import CampaignStatus
from webapp.extensions import db
from webapp.models import Campaign, Contact
from webapp.queries import contact_lists, contacts, reach, statistics, values
from webapp.queries.reach import Reach
from webapp.queries.values import Report
from webapp.services import counts
from webapp.services.counts import Countable

KIND = "draft"


@dataclass(frozen=True)
class DraftPeople:
    """How many there are, how many lack a value, some of them; and when they were counted."""

    reach: Reach
    lacking: Mapping[str, int]
    values: Mapping[str, Report]
    some: Sequence[int]
    counted_at: datetime | None
    audience: AudienceFilter | None

    @property
    def rule(self) -> dict[str, Any] | None:
        """The audience's rule without its exclusions, as a filter is stored."""
        return audience_filter.dump(replace(self.audience, exclude=())) if self.audience else None

    @property
    def left_out(self) -> list[tuple[Condition, int]]:
        """How many people each of the exclusions leaves out."""
        exclusions = self.audience.exclude if self.audience else ()
        return list(zip(exclusions, self.reach.left_out, strict=False))

    @property
    def sample(self) -> Sequence[Contact]:
        """Some of those whom the audience's rule selects."""
        return contacts.named(self.some)


def of(campaign: Campaign) -> DraftPeople | None:
    """Count the draft's people; None while a worker counts them."""
    counted = counts.look(countable(campaign))
    if counted is None:
        return None
    found = counted.found
    reports = {key: Report(**one) for key, one in found.get("values", {}).items()}
    reach_ = Reach(**found["reach"])
    chosen = campaign.target_audience
    audience = None if chosen is None else audience_filter.parse(chosen)
    return DraftPeople(reach_, found["lacking"], reports, found["some"], counted.at, audience)


def find(campaign_id: str) -> Countable | None:
    """Find what is to be counted by the draft's id; None where it is none any more."""
    campaign = db.session.get(Campaign, uuid.UUID(campaign_id))
    is_draft = campaign is not None and campaign.status == CampaignStatus.DRAFT
    return countable(campaign) if campaign and is_draft else None


def countable(campaign: Campaign) -> Countable:
    """Answer what is to be counted."""
    counted = statistics.of(campaign.id)
    added = counted.total

    def are_many() -> bool:
        by_rule = campaign.target_audience is not None
        return added > contact_lists.MANY or (by_rule and contact_lists.are_many())

    def count() -> dict[str, Any]:
        reports = values.report(campaign)
        return {
            "reach": asdict(reach.of(campaign)),
            "lacking": values.lacking(campaign, reports),
            "values": {key: asdict(one) for key, one in reports.items()},
            "some": reach.sample(campaign),
        }

    basis = {
        "audience": campaign.target_audience,
        "template": campaign.message_template_id,
        "variables": campaign.variables,
        "added": added,
        "withdrawn": counted.total - counted.waiting,
    }
    return Countable(f"{KIND} {campaign.id}", basis, count, are_many)
