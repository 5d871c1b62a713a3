"""The tick that deletes raw webhooks, old responses, and files that nobody downloads."""

from webapp import clock
from webapp.extensions import db
from webapp.services.audiences import background_counts
from webapp.services.background import bulk_actions, idempotent_calls, tasks
from webapp.services.imports import steps
from webapp.services.sending import outcome_samples
from webapp.services.webhook import retention


def forget() -> None:
    """Delete what has been stored for long enough, a few rows at a time."""
    now = clock.now()
    while retention.delete_old_bodies(now):
        db.session.commit()
    retention.delete_closed_windows(now)
    outcome_samples.delete_old(now)
    background_counts.delete_expired(now)
    tasks.delete_finished(now)
    idempotent_calls.delete_expired(now)
    bulk_actions.delete_old_files(now)
    steps.delete_abandoned(now)
    db.session.commit()
