"""Find the campaigns in which someone waits by their counters, however many have ended."""

from alembic import op
from sqlalchemy import text

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

_NAME = "ix_campaign_tallies_waiting"


def upgrade() -> None:
    op.create_index(
        _NAME,
        "campaign_tallies",
        ["campaign_id"],
        postgresql_include=["amount"],
        postgresql_where=text("day IS NULL AND name IN ('pending', 'queued', 'sending')"),
    )


def downgrade() -> None:
    op.drop_index(_NAME, table_name="campaign_tallies")
