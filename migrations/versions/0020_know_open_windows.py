"""Know who was written to in an open service window: they hold no place in the room."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TABLE, INDEX = "campaign_recipients", "ix_campaign_recipients_in_hand"
COLUMNS = ["campaign_id", "batch_id", "contact_id"]
IN_HAND = sa.text("status IN ('queued', 'sending')")


def upgrade() -> None:
    column = sa.Column("in_service_window", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column(TABLE, column)
    op.drop_index(INDEX, TABLE)
    op.create_index(INDEX, TABLE, [*COLUMNS, "in_service_window"], postgresql_where=IN_HAND)


def downgrade() -> None:
    op.drop_index(INDEX, TABLE)
    op.drop_column(TABLE, "in_service_window")
    op.create_index(INDEX, TABLE, COLUMNS, postgresql_where=IN_HAND)
