"""Count no messages in the room ledger: what becomes of a place is told by the recipients."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("room_ledger", "messages")


def downgrade() -> None:
    messages = sa.Column("messages", sa.Integer(), server_default="1", nullable=False)
    op.add_column("room_ledger", messages)
    op.alter_column("room_ledger", "messages", server_default=None)
