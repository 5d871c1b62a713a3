"""Background tasks and jobs that failed or are stuck, and their retry."""

import uuid
from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from redis import RedisError
from rq.job import Job
from werkzeug.wrappers import Response

from webapp import clock, queues
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.language import translated
from webapp.queries.operations import background_tasks as queries
from webapp.queries.operations.failed_jobs import failed_jobs as read_failed_jobs
from webapp.services.background import failed_jobs, tasks
from webapp.views.accounts.access import actor


def background_tasks() -> str:
    """Show failed and stuck tasks and failed jobs, with the reason."""
    return render_template(
        "settings/background_tasks.html",
        tasks=queries.troubled(clock.now()),
        jobs=read_failed_jobs(),
    )


def retry_task(task_id: uuid.UUID) -> Response:
    """Retry a task; show a message if another user was faster."""
    try:
        tasks.retry(task_id, actor())
    except WrongStatus as refused:
        db.session.rollback()
        flash(translated(refused.message), "info")
    else:
        db.session.commit()
        queues.enqueue_best_effort("enqueue_due_tasks")
        flash(_("It is tried again."), "success")
    return redirect(url_for("settings.background_tasks"))


def retry_job(job_id: str) -> Response:
    """Put a failed job into its queue again."""
    return _change(lambda: failed_jobs.retry(job_id, actor()), Job.requeue, _("It is tried again."))


def delete_job(job_id: str) -> Response:
    """Delete a failed job."""
    return _change(lambda: failed_jobs.delete(job_id, actor()), Job.delete, _("It is deleted."))


def _change(noted: Callable[[], Job], change: Callable[[Job], object], done: str) -> Response:
    """Change a job after the commit; show a message if that is not possible now."""
    try:
        job = noted()
        db.session.commit()
        change(job)
    except WrongStatus as refused:
        db.session.rollback()
        flash(translated(refused.message), "info")
    except RedisError:
        db.session.rollback()
        flash(_("Redis does not respond, so nothing was changed. Try again later."), "danger")
    else:
        flash(done, "success")
    return redirect(url_for("settings.background_tasks"))
