"""Starting a campaign from the browser: not at once, but after a while in which it can be undone.

Until then it stays the draft that it is; see docs/decisions/0021-undo-is-a-delay.md.
"""

from datetime import timedelta

from webapp import clock
from webapp.domain.translatable import N_
from webapp.errors import InvalidInput, WrongStatus
from webapp.extensions import db
from webapp.models import BackgroundTask, Campaign, TaskKind, TaskState
from webapp.queries.campaigns import starts
from webapp.queries.planning import audience_reach
from webapp.services.accounts import audit
from webapp.services.background import tasks
from webapp.services.campaigns import drafts, lifecycle, missed_starts
from webapp.services.planning import replanning


def begin(campaign: Campaign, wait: timedelta, actor: str) -> BackgroundTask:
    """Have the campaign started after the wait; asked again meanwhile, the same is found.

    Raises WrongStatus unless it is a draft, and InvalidInput naming all that keeps it from being
    sent.
    """
    replanning.lock_campaign(campaign)
    drafts.require(campaign)
    begun = starts.latest(campaign.id)
    if begun and begun.state == TaskState.WAITING:
        return begun
    people, lacking = audience_reach.within_time_limit(campaign)
    if found := drafts.obstacles(campaign, people, lacking):
        raise InvalidInput(lifecycle.NOT_YET, found)
    starts_at = clock.now() + wait
    params = {
        "campaign_id": str(campaign.id),
        "people": people,
        "starts_at": starts_at.isoformat(),
        "actor": actor,
    }
    task = tasks.add(TaskKind.ACTIVATE, params, actor, run_at=starts_at)
    missed_starts.forget(campaign.id)
    audit.note(actor, "campaign.start", f"campaign {campaign.id}", people=people)
    db.session.flush()
    return task


def undo(campaign: Campaign, actor: str) -> None:
    """Call the start off; the draft is as it was.

    Raises WrongStatus where no start is waited for: it has begun, or was undone already.
    """
    task = db.session.scalars(starts.undoable(campaign.id).with_for_update()).first()
    if task is None:
        db.session.refresh(campaign)
        raise WrongStatus(N_("There is no start left to undo."), campaign.status)
    db.session.delete(task)
    audit.note(actor, "campaign.undo_start", f"campaign {campaign.id}")
    db.session.flush()
