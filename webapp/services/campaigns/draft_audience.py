"""The recipients that a draft would have, as its pages show them."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from webapp import clock
from webapp.domain.audiences import audience_filter
from webapp.domain.audiences.audience_filter import AudienceFilter, Condition
from webapp.domain.campaigns.status import CampaignStatus
from webapp.extensions import db
from webapp.models import Campaign, Contact
from webapp.queries.campaigns import statistics
from webapp.queries.contacts import contacts, lists
from webapp.queries.planning import audience_reach
from webapp.queries.planning.audience_reach import Reach
from webapp.queries.recipients import country_rules, variable_coverage
from webapp.queries.recipients.variable_coverage import Coverage
from webapp.services.audiences import background_counts
from webapp.services.audiences.background_counts import Countable

KIND = "draft"


@dataclass(frozen=True)
class DraftPeople:
    """The number of recipients, how many lack a value, a sample, and when they were counted."""

    reach: Reach
    lacking: Mapping[str, int]
    values: Mapping[str, Coverage]
    some: Sequence[int]
    counted_at: datetime | None
    audience: AudienceFilter | None

    @property
    def links(self) -> dict[str, int]:
        """Return for each variable how many have a whole link, where only its end fits."""
        return {key: coverage.links for key, coverage in self.values.items()}

    @property
    def rule(self) -> dict[str, Any] | None:
        """Return the audience's rule without its exclusions, in a filter's stored form."""
        return audience_filter.dump(replace(self.audience, exclude=())) if self.audience else None

    @property
    def left_out(self) -> list[tuple[Condition, int]]:
        """Return how many contacts each of the exclusions leaves out."""
        exclusions = self.audience.exclude if self.audience else ()
        return list(zip(exclusions, self.reach.left_out, strict=False))

    @property
    def sample(self) -> Sequence[Contact]:
        """Return some of the contacts that the audience's rule selects."""
        return contacts.by_ids(self.some)


def for_draft(campaign: Campaign) -> DraftPeople | None:
    """Return the counts of the draft; None while a worker counts."""
    counted = background_counts.count_or_request(countable(campaign))
    if counted is None:
        return None
    found = counted.values
    reports = {key: Coverage(**one) for key, one in found.get("values", {}).items()}
    reach_ = Reach(**found["reach"])
    chosen = campaign.target_audience
    audience = None if chosen is None else audience_filter.parse(chosen)
    return DraftPeople(reach_, found["lacking"], reports, found["some"], counted.at, audience)


def find(campaign_id: str) -> Countable | None:
    """Return what to count for the draft with this id; None if it is not a draft any more."""
    campaign = db.session.get(Campaign, uuid.UUID(campaign_id))
    is_draft = campaign is not None and campaign.status == CampaignStatus.DRAFT
    return countable(campaign) if campaign and is_draft else None


def countable(campaign: Campaign) -> Countable:
    """Return what to count for the draft."""
    counted = statistics.for_campaign(campaign.id)
    added = counted.total
    countries = country_rules.blocked(campaign, clock.now())

    def are_many() -> bool:
        by_rule = campaign.target_audience is not None
        return added > lists.MANY_CONTACTS or (by_rule and lists.are_many())

    def count() -> dict[str, Any]:
        reports = variable_coverage.coverage(campaign, countries)
        return {
            "reach": asdict(audience_reach.for_draft(campaign, countries)),
            "lacking": variable_coverage.missing_counts(campaign, reports),
            "values": {key: asdict(one) for key, one in reports.items()},
            "some": audience_reach.sample(campaign),
        }

    basis = {
        "audience": campaign.target_audience,
        "template": campaign.message_template_id,
        "variables": campaign.variables,
        "added": added,
        "countries": countries,
        "withdrawn": counted.total - counted.waiting,
    }
    return Countable(f"{KIND} {campaign.id}", basis, count, are_many)
