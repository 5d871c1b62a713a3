"""An offer over three days, from its start to its end, tick by tick, sent to the simulator."""

from datetime import UTC, date, datetime, time, timedelta

from jobs.plan_day import plan_day
from jobs.send_batch import send_batch
from tests.jobs.test_send_batch import written_to
from tests.support.factories import some_numbers
from tests.support.inbox import recipients_of
from webapp import queues
from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.recipients.status import RecipientStatus, SkipReason
from webapp.extensions import db
from webapp.models import Batch, BatchStatus
from webapp.services.sending.engine.event_loop import event_loop

ENDS_AT = datetime(2025, 10, 8, 17, 0, tzinfo=UTC)  # 12:00 in Bogota


def tick() -> None:
    """Run the daily process, and send what it has queued."""
    plan_day()
    queued = db.select(Batch.id).filter_by(status=BatchStatus.QUEUED)
    for batch_id in db.session.scalars(queued).all():
        send_batch(batch_id)
    event_loop.wait_for_background()
    queues.redis().flushdb()
    db.session.commit()
    db.session.expire_all()


def test_nobody_is_written_to_after_the_moment_and_everybody_is_accounted_for(
    at, simulator, a_cut_campaign
):
    at("2025-10-06 13:00")
    numbers = some_numbers(50)
    campaign, _ = a_cut_campaign(
        numbers,
        daily_send_limit=10,
        timezone="America/Bogota",
        window_opens=time(9),
        window_closes=time(20),
        end_date=date(2025, 10, 8),
        send_until=time(12),
    )
    refused = recipients_of(campaign)[0]  # it is tried again after the end

    moment = datetime(2025, 10, 6, 14, 0, tzinfo=UTC)
    while moment < ENDS_AT + timedelta(days=2):
        at(f"{moment:%Y-%m-%d %H:%M}")
        tick()
        if moment == datetime(2025, 10, 7, 14, 0, tzinfo=UTC):
            refused.status, refused.next_attempt_at = RecipientStatus.PENDING, ENDS_AT
            db.session.commit()
        moment += timedelta(hours=3)

    outcomes = [(one.status, one.skip_reason) for one in recipients_of(campaign)]
    sent = [one for one in recipients_of(campaign) if one.status == RecipientStatus.SENT]
    assert outcomes.count((RecipientStatus.SENT, None)) == 29
    assert outcomes.count((RecipientStatus.SKIPPED, SkipReason.OFFER_ENDED)) == 21
    assert max(one.accepted_at for one in sent) < ENDS_AT
    assert len(written_to(simulator)) == len(set(written_to(simulator))) == 30
    assert campaign.status == CampaignStatus.COMPLETED
