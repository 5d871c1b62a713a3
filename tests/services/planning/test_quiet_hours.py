"""Nobody is messaged at night in their own zone."""

from collections.abc import Sequence
from datetime import time

import pytest

from tests.support.factories import (
    EVERYONE,
    a_contact,
    a_contact_without_number,
    a_draft,
    a_sender,
    an_active_campaign,
    with_recipients,
)
from webapp import clock
from webapp.domain.recipients.status import RecipientStatus
from webapp.errors import InvalidInput
from webapp.extensions import db
from webapp.models import Batch, BatchStatus, Campaign, Recipient
from webapp.queries.campaigns import statistics
from webapp.services.campaigns import changes, daily, lifecycle
from webapp.services.planning import batches
from webapp.services.recipients import zones as recipient_zones
from webapp.services.sending import claims, envelopes

BOGOTA, MADRID, VANCOUVER = "+573001112233", "+34612345678", "+16045550123"
NOWHERE = "+80012345678"  # without a country
NIGHT = {"quiet_from": time(21), "quiet_until": time(8)}


def allocate() -> int:
    people = sum(allocation.recipients for allocation in daily.allocate_due(clock.now()))
    db.session.commit()
    return people


def numbers(status: RecipientStatus) -> set[str]:
    db.session.expire_all()
    return set(db.session.scalars(db.select(Recipient.phone_number).filter_by(status=status)))


def a_quiet_campaign(people: Sequence[str], **attributes: object) -> Campaign:
    campaign = an_active_campaign(people, **(NIGHT | attributes))
    db.session.commit()
    return campaign


@pytest.mark.parametrize(
    ("moment", "awake"),
    [
        ("2025-10-06 03:59", {VANCOUVER}),
        ("2025-10-06 04:00", set()),
        ("2025-10-06 06:59", set()),  # a number from Madrid may be on the Canaries
        ("2025-10-06 07:30", {MADRID}),
        ("2025-10-06 12:59", {MADRID}),
        ("2025-10-06 13:00", {MADRID, BOGOTA}),
        ("2025-10-06 18:00", {MADRID, BOGOTA, VANCOUVER}),
        ("2025-10-06 19:30", {BOGOTA, VANCOUVER}),
    ],
)
def test_only_those_are_allocated_for_whom_it_is_not_quiet(app, at, moment, awake):
    at(moment)
    a_quiet_campaign([BOGOTA, MADRID, VANCOUVER])

    assert allocate() == len(awake)
    assert numbers(RecipientStatus.QUEUED) == awake


def test_a_number_of_no_zone_follows_the_campaigns(app, at):
    at("2025-10-06 12:00")
    a_quiet_campaign([NOWHERE], timezone="Asia/Tokyo")
    assert allocate() == 0

    at("2025-10-06 23:30")
    assert allocate() == 1


def test_a_queued_recipient_whose_night_begins_waits_for_the_morning(app, at):
    at("2025-10-06 18:50")
    campaign = a_quiet_campaign([BOGOTA, MADRID])
    allocate()
    batch = db.session.scalars(db.select(Batch).filter_by(status=BatchStatus.QUEUED)).one()
    envelope = envelopes.for_batch(batch)

    at("2025-10-06 19:00")
    assert [claim.address.phone_number for claim in claims.claim(envelope, 9)] == [BOGOTA]
    assert claims.claim(envelope, 9) == []
    batches.close(batch)

    assert numbers(RecipientStatus.PENDING) == {MADRID}
    assert statistics.for_campaign(campaign.id).counts[RecipientStatus.PENDING] == 1


def test_quiet_hours_of_one_recipient_keep_no_quota_from_others(app, at):
    at("2025-10-06 22:00")
    sender = a_sender(messaging_limit=1)
    a_quiet_campaign([MADRID], sender=sender, priority=1)
    low = a_quiet_campaign([VANCOUVER], sender=sender, priority=5)

    assert allocate() == 1
    assert statistics.for_campaign(low.id).counts[RecipientStatus.QUEUED] == 1


def test_recipients_are_allocated_in_their_order_across_zones(app, at):
    at("2025-10-06 15:00")
    people = [BOGOTA, MADRID, "+573001112244", "+34612345679"]
    a_quiet_campaign(people, daily_send_limit=3)

    allocate()

    assert numbers(RecipientStatus.QUEUED) == set(people[:3])


def test_recipients_added_later_have_their_own_night(app, at):
    at("2025-10-06 22:00")
    campaign = a_quiet_campaign([BOGOTA])
    with_recipients(campaign, [MADRID])
    lifecycle.plan_added(campaign)

    assert allocate() == 0 + 1
    assert numbers(RecipientStatus.PENDING) == {MADRID}


def test_quiet_hours_can_be_turned_on_later(app, at):
    at("2025-10-06 20:00")
    campaign = an_active_campaign([MADRID])
    changes.change(campaign, NIGHT, "tests")

    assert allocate() == 0


def test_quiet_hours_can_be_turned_off(app, at):
    at("2025-10-06 20:00")
    campaign = a_quiet_campaign([MADRID])
    changes.change(campaign, dict.fromkeys(NIGHT), "tests")

    assert allocate() == 1


def test_quiet_hours_are_refused_where_turning_them_on_takes_long(app, at, monkeypatch):
    monkeypatch.setattr(recipient_zones, "MAX_RECIPIENTS_AT_ONCE", 1)
    at("2025-10-06 20:00")
    campaign = an_active_campaign([MADRID, BOGOTA])

    with pytest.raises(InvalidInput) as refused:
        changes.change(campaign, NIGHT, "tests")

    assert "quiet_from" in refused.value.fields


def test_recipients_from_an_audience_have_their_zones_from_the_start(app, at):
    at("2025-10-06 20:00")
    contact = a_contact(MADRID)
    campaign = a_draft(target_audience={"match": "all", "conditions": []}, **NIGHT)

    lifecycle.activate(campaign, "tests")

    (zones,) = db.session.scalars(db.select(Recipient.time_zones).filter_by(contact_id=contact.id))
    assert zones == "Atlantic/Canary Europe/Madrid"


@pytest.mark.parametrize("is_quiet_from_the_start", [True, False])
def test_a_contact_without_a_number_sleeps_by_the_clock_of_the_country(
    app, is_quiet_from_the_start
):
    a_contact_without_number("CO.7001")
    quiet = NIGHT if is_quiet_from_the_start else {}
    campaign = an_active_campaign([MADRID], target_audience=EVERYONE, **quiet)

    changes.change(campaign, NIGHT, "eva")

    zones = db.session.scalars(db.select(Recipient.time_zones).order_by(Recipient.position)).all()
    assert zones == ["Atlantic/Canary Europe/Madrid", "America/Bogota"]
