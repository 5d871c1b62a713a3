"""Find who waits for another attempt, among a million who wait for their first."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_campaign_recipients_again",
        "campaign_recipients",
        ["campaign_id", "next_attempt_at"],
        postgresql_where=sa.text("status = 'pending' AND next_attempt_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_campaign_recipients_again", "campaign_recipients")
