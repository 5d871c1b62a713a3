"""Create the tables, the triggers that count, and the views.

The tables are those of 0.1.0, in SQL by subject, and do not follow the models: a later change is
a migration of its own. Triggers and views are read from the SQL files of the models, so that each
is written once. The first migration that changes one of those files has to copy all of them to
migrations/initial as they were, because on a new database this migration runs before it.
"""

from pathlib import Path

from alembic import op
from alembic.util import CommandError

from webapp.models.definitions import definitions

#: Not "0001": databases that were made before 0.1.0 may have that one.
revision = "0001_initial"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = Path(__file__).parents[1] / "initial"
#: In the order in which they refer to each other.
_SUBJECTS = (
    *("background", "contacts", "imports", "senders", "campaigns", "recipients", "replies"),
    *("webhook", "administration"),
)


def upgrade() -> None:
    tables = [(_TABLES / f"{subject}.sql").read_text() for subject in _SUBJECTS]
    for statements in (*tables, *definitions()):
        op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    raise CommandError("There is no schema before this one. Drop the database instead.")
