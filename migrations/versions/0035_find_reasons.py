"""Find people by why they were not reached, and replies on which somebody has to decide."""

from alembic import op
from sqlalchemy import text

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

HAVE_REASONS = "status IN ('failed', 'skipped', 'unconfirmed') OR error_code IS NOT NULL"


def upgrade() -> None:
    op.create_index(
        "ix_campaign_recipients_reasons",
        "campaign_recipients",
        ["campaign_id", "status", "error_code", "skip_reason"],
        postgresql_include=["attempts", "contact_id", "decided_at"],
        postgresql_where=text(HAVE_REASONS),
    )
    op.create_index(
        "ix_replies_to_review", "replies", ["id"], postgresql_where=text("effect = 'to_review'")
    )


def downgrade() -> None:
    op.drop_index("ix_replies_to_review", "replies")
    op.drop_index("ix_campaign_recipients_reasons", "campaign_recipients")
