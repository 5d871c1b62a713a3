"""Starting a campaign from the browser: not at once, but after a while in which it can be undone.

Until then it stays the draft that it is; see docs/decisions/0021-undo-is-a-delay.md.
"""

import uuid
from datetime import timedelta

from sqlalchemy import select

from webapp import clock
from webapp.domain.translatable import N_
from webapp.errors import InvalidInput, WrongStatus
from webapp.extensions import db
from webapp.models import Campaign, Task, TaskStatus
from webapp.queries.operations import tasks
from webapp.queries.planning import audience_reach
from webapp.services.accounts import audit
from webapp.services.background import bisecting
from webapp.services.campaigns import drafts, launch, lifecycle, missed_starts
from webapp.services.planning import replanning


def begin(campaign: Campaign, wait: timedelta, actor: str) -> Task:
    """Have the campaign started after the wait; asked again meanwhile, the same is found.

    Raises WrongStatus unless it is a draft, and InvalidInput naming all that keeps it from being
    sent.
    """
    replanning.lock_campaign(campaign)
    drafts.require(campaign)
    begun = tasks.activation_of(campaign.id)
    if begun and begun.status == TaskStatus.WAITING:
        return begun
    people, lacking = audience_reach.within_time_limit(campaign)
    if found := drafts.obstacles(campaign, people, lacking):
        raise InvalidInput(lifecycle.NOT_YET, found)
    about = {
        "campaign_id": str(campaign.id),
        "people": people,
        "starts_at": (clock.now() + wait).isoformat(),
        "actor": actor,
    }
    task = Task(kind=tasks.ACTIVATION, result=about)
    db.session.add(task)
    missed_starts.forget(campaign.id)
    audit.note(actor, "campaign.start", f"campaign {campaign.id}", people=people)
    db.session.flush()
    return task


def undo(campaign: Campaign, actor: str) -> None:
    """Call the start off; the draft is as it was.

    Raises WrongStatus where no start is waited for: it has begun, or was undone already.
    """
    task = db.session.scalars(_waiting(campaign.id).with_for_update()).first()
    if task is None:
        db.session.refresh(campaign)
        raise WrongStatus(N_("There is no start left to undo."), campaign.status)
    db.session.delete(task)
    audit.note(actor, "campaign.undo_start", f"campaign {campaign.id}")
    db.session.flush()


def make_due() -> bool:
    """Start every campaign whose wait is over, the oldest first; answer whether one was. Commits.

    Safe to run twice at once: one of them does it.
    """
    now = clock.now().isoformat()
    starts_at = Task.result["starts_at"].astext
    chosen = _waiting().where(starts_at <= now).order_by(Task.created_at)
    due = {
        uuid.UUID(task.result["campaign_id"]): (task.id, task.result["actor"])
        for task in db.session.scalars(chosen)
    }

    def start(campaign_id: uuid.UUID) -> None:
        task_id, actor = due[campaign_id]
        launch.finish(task_id, campaign_id, actor)

    bisecting.each_in_own_transaction("starting", "campaign", due, start)
    return bool(due)


def _waiting(campaign_id: uuid.UUID | None = None):  # type: ignore[no-untyped-def]
    """Select the starts that are still to come."""
    chosen = select(Task).where(
        Task.kind == tasks.ACTIVATION,
        Task.status == TaskStatus.WAITING,
        Task.result.has_key("starts_at"),
    )
    if campaign_id is None:
        return chosen
    return chosen.where(Task.result["campaign_id"].astext == str(campaign_id))
