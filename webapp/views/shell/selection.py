"""Whom someone chose in a list: those who are ticked, or all whom the list's filter matches."""

import uuid
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp import queues
from webapp.extensions import db
from webapp.models import BulkAction

ALL = "all"


def is_all() -> bool:
    """Return whether all matches of the filter are selected."""
    return request.args.get("whom") == ALL


def numbers() -> list[int] | None:
    """Read the ids of the rows that are ticked; None where all were chosen."""
    if is_all():
        return None
    given = request.args.getlist("id")
    if not all(one.isdecimal() and len(one) < 19 for one in given):
        abort(404)
    return [int(one) for one in given]


def uuids() -> list[uuid.UUID] | None:
    """Read ids that are UUIDs; None where all were chosen."""
    if is_all():
        return None
    try:
        return [uuid.UUID(one) for one in request.args.getlist("id")]
    except ValueError:
        abort(404)


def kept(*names: str) -> dict[str, Any]:
    """Return the list's filters, for the link back to it."""
    return {name: request.args[name] for name in names if request.args.get(name)}


def nobody(address: str) -> Response:
    """Go back to the list: nothing in it was ticked."""
    flash(_("Nothing is chosen: tick some rows first, or choose all."), "info")
    return redirect(address)


def leave_to_worker(action: BulkAction) -> Response:
    """Commit, have a worker do it, and go where one sees how far it is."""
    db.session.commit()
    if action.task_id:
        queues.enqueue_task(action.task_id)
    return redirect(url_for("bulk.show", action_id=action.id))
