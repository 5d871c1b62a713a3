"""Run migrations over the application's own connection, for `flask db`."""

from alembic import context
from alembic.util import CommandError
from flask import current_app

UNKNOWN = """\
This database was made by another version (revision {revision}), which this one cannot upgrade.
Move var/ away (your data stay in it) and start again, or set DATABASE_URL to an empty database.\
"""

db = current_app.extensions["migrate"].db


def refuse_unknown_revision() -> None:
    """Raise CommandError if no migration of ours has led to the database."""
    known = {script.revision for script in context.script.walk_revisions()}
    for revision in set(context.get_context().get_current_heads()) - known:
        raise CommandError(UNKNOWN.format(revision=revision))


with db.engine.connect() as connection:
    context.configure(connection=connection, target_metadata=db.metadata)
    refuse_unknown_revision()
    with context.begin_transaction():
        context.run_migrations()
