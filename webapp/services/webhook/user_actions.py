"""Storing clicks and landing page views."""

import hashlib
from collections.abc import Sequence

import orjson
from sqlalchemy.dialects.postgresql import insert

from webapp.domain.webhook.events import UserAction as ActionEvent
from webapp.extensions import db
from webapp.models import UserAction


def store(actions: Sequence[ActionEvent]) -> None:
    """Store the actions in one statement; one that is stored already is not stored again."""
    rows = {
        _digest(action): {
            "phone_number_id": action.phone_number_id,
            "kind": action.kind,
            "occurred_at": action.at,
            "click_id": action.click_id,
            "tracking_token": action.tracking_token,
            "component": action.component,
            "details": dict(action.details),
        }
        for action in actions
    }
    if rows:
        values = [{"digest": digest, **rows[digest]} for digest in sorted(rows)]
        added = insert(UserAction).on_conflict_do_nothing(index_elements=["digest"])
        db.session.execute(added, values)


def _digest(action: ActionEvent) -> bytes:
    """Return a digest of what identifies an action; other keys may differ when it comes again."""
    parts = [action.phone_number_id, action.kind, action.at, action.click_id]
    parts += [action.tracking_token, action.component]
    return hashlib.sha256(orjson.dumps(parts)).digest()
