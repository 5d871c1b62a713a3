"""Doing something to many people, or making a file of them."""

import uuid

from jobs.bulk_work import WORK
from webapp.extensions import db
from webapp.services.background import bulk_actions


def bulk(action_id: uuid.UUID) -> None:
    """Do it to the end. Safe to run again after a crash, and twice at once."""
    while bulk_actions.go_on(action_id, WORK):
        db.session.commit()
    db.session.commit()
