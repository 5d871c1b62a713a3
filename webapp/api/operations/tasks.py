"""Long work that a program waits for."""

import uuid
from typing import Any

from flask import Blueprint

from webapp.api.shell import serializers
from webapp.domain.translatable import unpacked
from webapp.errors import NotFound
from webapp.extensions import db
from webapp.models import Task
from webapp.services.background import progress

bp = Blueprint("tasks", __name__, url_prefix="/tasks")


@bp.get("/<uuid:task_id>")
def show(task_id: uuid.UUID) -> dict[str, Any]:
    """Show how far the work is, and its result once it is done."""
    task = db.session.get(Task, task_id)
    if task is None:
        raise NotFound(f"There is no task {task_id}.")
    return {
        "task_id": str(task.id),
        "kind": task.kind,
        "status": task.status,
        "progress_percentage": progress.percent(task),
        "result": {name: _plain(value) for name, value in task.result.items()},
        "created_at": serializers.moment(task.created_at),
        "finished_at": serializers.moment(task.finished_at),
    }


def _plain(value: object) -> object:
    return unpacked(value) if isinstance(value, str) else value
