"""Know which rows of the counters are folded, so that a tick reads what has changed only."""

from alembic import op
from sqlalchemy import text

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

_NAME = "ix_campaign_tallies_unfolded"


def upgrade() -> None:
    # What is there has been folded, but for the last minute: nothing is rewritten for that.
    op.execute("ALTER TABLE campaign_tallies ADD is_folded boolean NOT NULL DEFAULT true")
    op.execute("ALTER TABLE campaign_tallies ALTER is_folded SET DEFAULT false")
    op.create_index(
        _NAME,
        "campaign_tallies",
        ["campaign_id", "day", "name"],
        postgresql_where=text("NOT is_folded"),
    )


def downgrade() -> None:
    op.drop_index(_NAME, table_name="campaign_tallies")
    op.drop_column("campaign_tallies", "is_folded")
