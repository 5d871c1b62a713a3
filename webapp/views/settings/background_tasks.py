"""Background tasks that failed or are stuck, and their retry."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp import clock, queues
from webapp.errors import WrongStatus
from webapp.extensions import db
from webapp.language import translated
from webapp.queries.operations import background_tasks as queries
from webapp.services.background import tasks
from webapp.views.accounts.access import actor


def background_tasks() -> str:
    """Show failed and stuck tasks, with the reason."""
    return render_template("settings/background_tasks.html", tasks=queries.troubled(clock.now()))


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
