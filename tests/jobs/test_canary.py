"""A canary from its first batch to the rest, through the workers' jobs."""

from rq import Queue

from jobs.check_incidents import check_incidents
from jobs.plan_day import plan_day
from jobs.send_batch import send_batch
from tests.jobs.test_send_batch import counts, written_to
from tests.support.factories import some_numbers
from webapp import clock, queues
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.webhook.events import ProviderFault, Receipt
from webapp.extensions import db
from webapp.models import Recipient
from webapp.services.webhook import receipts


def deliver_receipts(campaign, status: str, code: int | None = None) -> None:
    """Apply receipts with this status for every message that WhatsApp accepted."""
    sent = db.select(Recipient).filter_by(campaign_id=campaign.id, status="sent")
    error = ProviderFault(code, "Something") if code else None
    statuses = [
        Receipt(recipient.wamid, status, clock.now(), error=error)
        for recipient in db.session.scalars(sent)
    ]
    receipts.apply(statuses)
    db.session.commit()


def waiting_jobs(name: str) -> list[str]:
    jobs = Queue(queues.JOBS[name], connection=queues.redis()).jobs
    return [job.func_name for job in jobs if job.func_name.endswith(name)]


def send_all() -> None:
    """Send the batches that the tick enqueued."""
    queue = Queue(queues.SENDING, connection=queues.redis())
    waiting = [job.args for job in queue.jobs]
    queue.empty()
    for args in waiting:
        send_batch(*args)


def test_the_rest_follows_automatically(at, simulator, a_cut_campaign):
    at("2025-10-06 09:00")
    campaign, [batch_id] = a_cut_campaign(some_numbers(60), initial_group=20)
    send_batch(batch_id)
    deliver_receipts(campaign, "delivered")
    plan_day()
    check_incidents()
    before = (len(written_to(simulator)), waiting_jobs("plan_day"))

    at("2025-10-06 09:31")
    check_incidents()
    enqueued = waiting_jobs("plan_day")
    plan_day()
    send_all()

    assert before == (20, [])
    assert len(enqueued) == 1
    assert counts(campaign) == {"delivered": 20, "sent": 40}


def test_a_bad_canary_stops_the_rest(at, simulator, a_cut_campaign):
    at("2025-10-06 09:00")
    campaign, [batch_id] = a_cut_campaign(some_numbers(60), initial_group=19)
    send_batch(batch_id)
    deliver_receipts(campaign, "failed", 131026)

    check_incidents()
    plan_day()

    assert (campaign.status, campaign.pause_reason) == (CampaignStatus.PAUSED, PauseReason.FAILURES)
    assert counts(campaign) == {"failed": 19, "pending": 41}
    assert len(written_to(simulator)) == 19


def test_a_campaign_no_larger_than_its_canary_completes(simulator, a_cut_campaign):
    campaign, [batch_id] = a_cut_campaign(some_numbers(5), initial_group=20)

    send_batch(batch_id)

    assert campaign.status == CampaignStatus.COMPLETED
