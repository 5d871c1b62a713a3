"""The rows selected in a list: single rows, or all that match the filter."""

import uuid
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp import queues
from webapp.extensions import db
from webapp.models import BulkAction

ALL = "all"


def is_all_selected() -> bool:
    """Return whether all rows that match the filter are selected."""
    return request.args.get("whom") == ALL


def selected_ids() -> list[int] | None:
    """Return the ids of the selected rows; None if all are selected."""
    if is_all_selected():
        return None
    values = request.args.getlist("id")
    if not all(value.isdecimal() and len(value) < 19 for value in values):
        abort(404)
    return [int(value) for value in values]


def selected_uuids() -> list[uuid.UUID] | None:
    """Return the selected ids as UUIDs; None if all are selected."""
    if is_all_selected():
        return None
    try:
        return [uuid.UUID(value) for value in request.args.getlist("id")]
    except ValueError:
        abort(404)


def query_params(*names: str) -> dict[str, Any]:
    """Return the list's filters, for links back to it."""
    return {name: request.args[name] for name in names if request.args.get(name)}


def nothing_selected(address: str) -> Response:
    """Return a redirect to the list, with a message that nothing is selected."""
    flash(_("Nothing is chosen: tick some rows first, or choose all."), "info")
    return redirect(address)


def run_in_background(action: BulkAction) -> Response:
    """Commit, enqueue the action, and return a redirect to its progress page."""
    db.session.commit()
    if action.task_id:
        queues.enqueue_task(action.task_id)
    return redirect(url_for("bulk.show", action_id=action.id))
