"""Recipients whose service window is open use no quota, and all others do."""

from datetime import timedelta

import pytest

from tests.support.factories import a_contact, a_sender, an_active_campaign
from webapp import clock
from webapp.domain.recipients.status import RecipientStatus
from webapp.domain.webhook.events import ProviderFault, Receipt
from webapp.extensions import db
from webapp.models import Batch, BatchStatus, Contact, Recipient
from webapp.queries.planning import quota
from webapp.services.campaigns import daily
from webapp.services.planning import batches, quota_ledger
from webapp.services.sending import claims as sending
from webapp.services.sending import envelopes, outcomes, service_windows
from webapp.services.webhook import receipts
from webapp.whatsapp.outcomes import Accepted

NOT_ON_WHATSAPP = ProviderFault(131026, "Undeliverable")
MORNING = "2025-10-06 08:00"


def wrote(contact: Contact, sender, hours_ago: float = 0) -> None:
    at = clock.now() - timedelta(hours=hours_ago)
    service_windows.open_for(contact, sender.phone_number_id, at)


def allocate() -> int:
    people = sum(allocation.recipients for allocation in daily.allocate_due(clock.now()))
    db.session.commit()
    return people


def claim_all() -> list[tuple[envelopes.Envelope, sending.Claim]]:
    queued = db.select(Batch).filter_by(status=BatchStatus.QUEUED)
    opened = [envelopes.for_batch(batch) for batch in db.session.scalars(queued)]
    claims = [(one, claim) for one in opened for claim in sending.claim(one, 100)]
    db.session.commit()
    return claims


def accept(claims: list[tuple[envelopes.Envelope, sending.Claim]]) -> list[str]:
    for envelope, claim in claims:
        outcomes.record(envelope, [(claim, Accepted(f"wamid.{claim.token}"))])
    return [f"wamid.{claim.token}" for _, claim in claims]


def remaining(sender) -> int | None:
    return quota.remaining_now(sender.portfolio, clock.now())


def fill(sender, hours_ago: float = 0) -> None:
    """Use up the quota with someone else."""
    at = clock.now() - timedelta(hours=hours_ago)
    quota_ledger.write(sender.portfolio_id, [a_contact().id], at)


def test_a_contact_who_wrote_to_the_sender_is_allocated_without_quota(app, at):
    at(MORNING)
    sender, ana, eva = a_sender(messaging_limit=1), a_contact(), a_contact()
    an_active_campaign([ana.phone_number, eva.phone_number], sender=sender)
    wrote(eva, sender)
    fill(sender)

    assert allocate() == 1
    assert [claim.address.phone_number for _, claim in claim_all()] == [eva.phone_number]


@pytest.mark.parametrize(
    ("hours_ago", "to_another"),
    [(23.5, False), (0, True)],  # it closes too soon; it is another number's
)
def test_in_doubt_a_contact_counts(app, at, hours_ago, to_another):
    at(MORNING)
    sender, ana = a_sender(messaging_limit=1), a_contact()
    an_active_campaign([ana.phone_number], sender=sender)
    wrote(ana, a_sender() if to_another else sender, hours_ago)
    fill(sender)

    assert allocate() == 0


def test_from_allocation_to_receipt_no_quota_is_used(app, at):
    at(MORNING)
    sender, ana = a_sender(messaging_limit=1), a_contact()
    an_active_campaign([ana.phone_number], sender=sender)
    wrote(ana, sender)

    remainders = [allocate() and remaining(sender)]
    claims = claim_all()
    remainders.append(remaining(sender))
    (wamid,) = accept(claims)
    remainders.append(remaining(sender))
    receipts.apply([Receipt(wamid, "failed", clock.now(), error=NOT_ON_WHATSAPP)])
    remainders.append(remaining(sender))

    assert remainders == [1, 1, 1, 1]


def test_a_crash_uses_no_quota_either(app, at):
    now = at(MORNING)
    sender, ana = a_sender(messaging_limit=1), a_contact()
    an_active_campaign([ana.phone_number], sender=sender)
    wrote(ana, sender)
    allocate()
    claim_all()

    assert sending.expire(now + timedelta(minutes=5)) == 1
    assert remaining(sender) == 1


def test_a_recipient_not_sent_to_before_the_window_closes_waits_for_quota(app, at):
    now = at(MORNING)
    sender, ana = a_sender(messaging_limit=1), a_contact()
    an_active_campaign([ana.phone_number], sender=sender)
    wrote(ana, sender, hours_ago=20)
    fill(sender)
    assert allocate() == 1

    at(f"{now + timedelta(hours=4, minutes=-1):%Y-%m-%d %H:%M}")
    assert claim_all() == []
    batches.close(db.session.scalars(db.select(Batch).filter_by(status=BatchStatus.QUEUED)).one())

    assert allocate() == 0
    assert db.session.scalars(db.select(Recipient.status)).all() == [RecipientStatus.PENDING]


def test_a_window_that_opens_after_the_allocation_frees_the_quota(app, at):
    at(MORNING)
    sender, ana = a_sender(messaging_limit=1), a_contact()
    an_active_campaign([ana.phone_number], sender=sender)
    allocate()
    assert remaining(sender) == 0
    wrote(ana, sender)

    accept(claim_all())

    assert remaining(sender) == 1


def test_the_failure_of_an_exempt_message_gives_no_quota_back(app, at):
    at(MORNING)
    sender, ana = a_sender(messaging_limit=1), a_contact()
    an_active_campaign([ana.phone_number], sender=sender)
    allocate()
    accept(claim_all())  # counts
    wrote(ana, sender)
    an_active_campaign([ana.phone_number], sender=sender)
    allocate()
    (free,) = accept(claim_all())

    receipts.apply([Receipt(free, "failed", clock.now(), error=NOT_ON_WHATSAPP)])

    assert remaining(sender) == 0


def test_an_exempt_message_uses_no_quota_when_a_later_one_fails(app, at):
    at(MORNING)
    sender, ana = a_sender(messaging_limit=1), a_contact()
    an_active_campaign([ana.phone_number], sender=sender)
    wrote(ana, sender, hours_ago=20)
    allocate()
    accept(claim_all())
    at("2025-10-06 12:30")  # the window has closed
    an_active_campaign([ana.phone_number], sender=sender)
    allocate()
    (counted,) = accept(claim_all())

    remainders = [remaining(sender)]
    receipts.apply([Receipt(counted, "failed", clock.now(), error=NOT_ON_WHATSAPP)])
    remainders.append(remaining(sender))

    assert remainders == [0, 1]


def test_a_failure_reported_a_day_late_gives_no_later_messages_quota_back(app, at):
    at("2025-10-05 07:00")
    sender, ana = a_sender(messaging_limit=1), a_contact()
    an_active_campaign([ana.phone_number], sender=sender)
    allocate()
    (old,) = accept(claim_all())
    at(MORNING)
    an_active_campaign([ana.phone_number], sender=sender)
    allocate()
    accept(claim_all())

    receipts.apply([Receipt(old, "failed", clock.now(), error=NOT_ON_WHATSAPP)])

    assert remaining(sender) == 0
