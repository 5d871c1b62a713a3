"""Count what came of a campaign's messages lately, for the breaker."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TABLE = "outcome_counts"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("good", sa.Integer(), nullable=False),
        sa.Column("failures", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint("channel IN ('answer', 'receipt')", name=op.f(f"ck_{TABLE}_channel")),
    )
    op.create_index(f"ix_{TABLE}_campaign_id_channel_id", TABLE, ["campaign_id", "channel", "id"])
    op.create_index(f"ix_{TABLE}_at", TABLE, ["at"])


def downgrade() -> None:
    op.drop_table(TABLE)
