"""Let a body that could not be applied be tried again later, and a parked receipt be given up."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "webhook_events",
        sa.Column("tries", sa.SmallInteger(), nullable=False, server_default="0"),
    )
    op.add_column("webhook_events", sa.Column("next_try_at", sa.DateTime(timezone=True)))
    op.add_column("parked_receipts", sa.Column("given_up_at", sa.DateTime(timezone=True)))
    op.drop_index("ix_parked_receipts_next_try_at", "parked_receipts")
    op.create_index(
        "ix_parked_receipts_waiting",
        "parked_receipts",
        ["next_try_at"],
        postgresql_where=sa.text("given_up_at IS NULL"),
    )
    op.create_index("ix_parked_receipts_event_id", "parked_receipts", ["event_id"])


def downgrade() -> None:
    op.drop_index("ix_parked_receipts_event_id", "parked_receipts")
    op.drop_index("ix_parked_receipts_waiting", "parked_receipts")
    op.create_index("ix_parked_receipts_next_try_at", "parked_receipts", ["next_try_at"])
    op.drop_column("parked_receipts", "given_up_at")
    op.drop_column("webhook_events", "next_try_at")
    op.drop_column("webhook_events", "tries")
