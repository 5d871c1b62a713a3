"""The tick that forgets raw webhooks, and files that nobody fetches any more."""

from webapp import clock
from webapp.extensions import db
from webapp.services import bulk_actions, contact_imports, counts, outcome_counts, retention


def forget() -> None:
    """Forget what has been kept for long enough, a handful at a time."""
    now = clock.now()
    while retention.forget_bodies(now):
        db.session.commit()
    retention.forget_windows(now)
    outcome_counts.forget_old(now)
    counts.forget_old(now)
    retention.forget_errands(now)
    bulk_actions.forget_files(now)
    contact_imports.forget_old(now)
    db.session.commit()
