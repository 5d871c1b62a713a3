"""Background tasks that an API client waits for."""

import uuid
from typing import Any

from flask import Blueprint

from webapp.api.shell import serializers
from webapp.errors import NotFound
from webapp.extensions import db
from webapp.models import BackgroundTask, TaskKind
from webapp.services.background import progress

#: The kinds that API clients start; other tasks are hidden from them.
SHOWN = (TaskKind.ACTIVATE, TaskKind.ADD_AUDIENCE)

bp = Blueprint("tasks", __name__, url_prefix="/tasks")


@bp.get("/<uuid:task_id>")
def show(task_id: uuid.UUID) -> dict[str, Any]:
    """Return the task's progress, and its result once it is done."""
    task = db.session.get(BackgroundTask, task_id)
    if task is None or task.kind not in SHOWN:
        raise NotFound(f"There is no task {task_id}.")
    return {
        "task_id": str(task.id),
        "kind": task.kind,
        "status": task.state,
        "progress_percentage": progress.percent(task),
        "result": _result(task),
        "created_at": serializers.timestamp(task.created_at),
        "finished_at": serializers.timestamp(task.finished_at),
    }


def _result(task: BackgroundTask) -> dict[str, Any]:
    """Return the task's subject, its result, and why it failed."""
    message = {"message": task.error} if task.error else {}
    return {**task.params, **(task.result or {}), **message}
