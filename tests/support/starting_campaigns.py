"""Sending a campaign as staff do, and starting it as the scheduler does."""

from collections.abc import Callable
from datetime import datetime, timedelta

from tests.support.background import run_due_tasks
from tests.support.factories import a_contact, a_draft, with_recipients
from webapp.extensions import db
from webapp.models import BackgroundTask, Campaign
from webapp.services.campaigns import launch

EVERYONE = {"match": "all", "conditions": []}
MINUTE = timedelta(minutes=1)


def a_draft_for_three(at: Callable[[str], datetime]) -> Campaign:
    """Return a draft for two people of an audience and one added by number."""
    at("2025-10-05 09:00")
    for _ in range(2):
        a_contact()
    return with_recipients(a_draft(name="Spring", target_audience=EVERYONE), ["+573009999999"])


def begin(campaign: Campaign) -> BackgroundTask:
    """Press "Send"; return the task."""
    task = launch.schedule(campaign, MINUTE, "eva")
    db.session.commit()
    return task


def undo(campaign: Campaign) -> None:
    """Press "Undo"."""
    launch.undo(campaign, "eva")
    db.session.commit()


def tick() -> None:
    """Have the scheduler start what is due."""
    run_due_tasks()
    db.session.expire_all()
