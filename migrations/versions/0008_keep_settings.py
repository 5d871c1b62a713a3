"""Keep what administrators set in the browser."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "settings",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("value", postgresql.JSONB(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.add_column("senders", sa.Column("stopped_until", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("senders", "stopped_until")
    op.drop_table("settings")
