"""Find the bodies of which something could not be used, however old they are."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

NAME = "ix_webhook_events_faulty"


def upgrade() -> None:
    faulty = sa.text("fault IS NOT NULL")
    op.create_index(NAME, "webhook_events", ["id"], postgresql_where=faulty)


def downgrade() -> None:
    op.drop_index(NAME, "webhook_events")
