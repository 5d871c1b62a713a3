"""Whether the parts of the system are available and working."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from redis import Redis, ResponseError
from rq import Queue, Worker
from rq.exceptions import NoSuchJobError
from rq.job import Job
from sqlalchemy import func, select

from webapp import queues
from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Batch, BatchStatus, Campaign, CampaignCounter, WebhookEvent

#: The scheduler's own key; it expires seconds after the scheduler has ended.
SCHEDULERS = "rq:scheduler_instance:*"
#: The key with rq-scheduler's next time of each periodic job, and the job that allocates.
SCHEDULED = "rq:scheduler:scheduled_jobs"
TICK = "tick-plan_day"
#: A worker without a heartbeat for so long has ended, or is frozen.
HEARTBEAT_LIMIT = timedelta(seconds=30)
#: Written to see whether Redis accepts writes; it expires.
PROBE = "health:probe"


@dataclass(frozen=True)
class Work:
    """The waiting work in the database; times are None if nothing waits."""

    last_event_at: datetime | None
    oldest_waiting_event_at: datetime | None
    oldest_queued_batch_at: datetime | None


@dataclass(frozen=True)
class RedisState:
    """Whether Redis takes what we store, and keeps it."""

    accepts_writes: bool
    may_evict: bool  # it deletes any keys, queued jobs included, when its memory is full


@dataclass(frozen=True)
class Machinery:
    """The running workers and scheduler, according to Redis."""

    workers: int
    last_heartbeat_at: datetime | None
    is_scheduler_alive: bool
    last_tick_at: datetime | None


def work() -> Work:
    """Return the waiting work. Raises SQLAlchemyError if the database does not respond."""
    waiting = select(WebhookEvent.received_at).where(WebhookEvent.drained_at.is_(None))
    last_sign = func.coalesce(Batch.worked_at, Batch.queued_at)
    return Work(
        db.session.scalar(select(func.max(WebhookEvent.received_at))),
        db.session.scalar(waiting.order_by(WebhookEvent.id).limit(1)),
        db.session.scalar(select(func.min(last_sign)).where(Batch.status == BatchStatus.QUEUED)),
    )


def redis_state() -> RedisState:
    """Return the state of Redis. Raises redis.RedisError if it does not respond."""
    redis = queues.redis()
    return RedisState(_accepts_writes(redis), _may_evict(redis))


def _accepts_writes(redis: Redis) -> bool:
    """Return whether a key can be set: not if the memory is full, or if it is a replica."""
    try:
        return bool(redis.set(PROBE, "1", ex=60))
    except ResponseError:
        return False


def _may_evict(redis: Redis) -> bool:
    """Return whether Redis is set up as a cache, as far as it says so."""
    try:
        memory = redis.info("memory")
    except ResponseError:  # not every account may ask
        return False
    policy = str(memory.get("maxmemory_policy", ""))
    return bool(memory.get("maxmemory")) and policy.startswith("allkeys")


def machinery() -> Machinery:
    """Return who is running. Raises redis.RedisError if Redis does not respond."""
    redis = queues.redis()
    workers = Worker.all(connection=redis)
    beats = [worker.last_heartbeat for worker in workers if worker.last_heartbeat]
    alive_since = datetime.now(UTC) - HEARTBEAT_LIMIT  # real time, as RQ's
    count = sum(beat > alive_since for beat in beats)
    is_alive = any(not redis.hexists(key, "death") for key in redis.scan_iter(SCHEDULERS, 1000))
    return Machinery(count, max(beats, default=None), is_alive, _last_tick(redis))


def queue_lengths() -> dict[str, int]:
    """Return the number of waiting jobs in each queue."""
    redis = queues.redis()
    return {name: Queue(name, connection=redis).count for name in queues.NAMES}


def waiting_events() -> int:
    """Return the number of webhook bodies that are not processed yet."""
    waiting = select(func.count()).where(WebhookEvent.drained_at.is_(None))
    return db.session.scalar(waiting) or 0


def active_recipients() -> dict[str, int]:
    """Return the recipients of all active campaigns by status, from the counters."""
    rows = db.session.execute(
        select(CampaignCounter.name, func.sum(CampaignCounter.amount))
        .join(Campaign, Campaign.id == CampaignCounter.campaign_id)
        .where(Campaign.status == CampaignStatus.ACTIVE, CampaignCounter.day.is_(None))
        .group_by(CampaignCounter.name)
    )
    counted = {name: int(amount) for name, amount in rows}
    return {status.value: counted.get(status, 0) for status in RecipientStatus}


def _last_tick(redis: Redis) -> datetime | None:
    """Return when the allocating job was last enqueued: one interval before its next time."""
    following = redis.zscore(SCHEDULED, TICK)
    try:
        interval = Job.fetch(TICK, connection=redis).meta.get("interval")
    except NoSuchJobError:
        return None
    if following is None or interval is None:
        return None
    return datetime.fromtimestamp(following - interval, UTC)
