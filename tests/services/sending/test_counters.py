"""Counters: sums of rows, compacted from time to time."""

from jobs.compact_counters import compact_counters
from tests.support.factories import an_active_campaign
from webapp import clock
from webapp.domain.campaigns.status import PauseReason
from webapp.extensions import db
from webapp.models import Campaign, CampaignCounter
from webapp.queries.campaigns import statistics
from webapp.services.campaigns import daily, lifecycle


def rows() -> dict[int, tuple[str, int]]:
    return {
        one.id: (one.name, one.amount) for one in db.session.scalars(db.select(CampaignCounter))
    }


def changed(campaign: Campaign) -> Campaign:
    """Return the campaign after its recipients were queued and wait again."""
    daily.allocate_due(clock.now())
    lifecycle.pause(campaign, PauseReason.PERSON, "tests")
    db.session.commit()
    return campaign


def test_compacting_changes_no_count_and_leaves_one_row_of_each_counter(app):
    campaign = changed(an_active_campaign(3))
    before = statistics.for_campaign(campaign.id).counts

    compact_counters()

    assert statistics.for_campaign(campaign.id).counts == before
    assert list(rows().values()) == [("pending", 3)]


def test_counters_that_have_not_changed_since_are_left_alone(app):
    changed(an_active_campaign(3))
    compact_counters()
    old = rows()
    changed(an_active_campaign(2))

    compact_counters()

    assert old.items() <= rows().items()
    assert sorted(rows().values()) == [("pending", 2), ("pending", 3)]


def test_a_compacted_counter_that_changes_is_one_row_again(app):
    campaign = changed(an_active_campaign(3))
    compact_counters()
    lifecycle.cancel(campaign, "tests")
    db.session.commit()

    compact_counters()

    assert list(rows().values()) == [("skipped", 3)]
