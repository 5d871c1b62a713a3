"""Know which campaign follows which, and find the replies to one."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLE = "marketing_campaigns"
GROUPS = "follows_group IN ('not_delivered', 'unread', 'no_reply')"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("follows_id", sa.Uuid(), nullable=True))
    op.add_column(TABLE, sa.Column("follows_group", sa.String(32), nullable=True))
    op.create_check_constraint(op.f("ck_marketing_campaigns_follows_group"), TABLE, GROUPS)
    op.create_index("ix_marketing_campaigns_follows_id", TABLE, ["follows_id"])
    op.create_foreign_key(
        "fk_marketing_campaigns_follows_id",
        TABLE,
        TABLE,
        ["follows_id"],
        ["id"],
        ondelete="SET NULL",
    )
    op.create_index(
        "ix_replies_campaign_id",
        "replies",
        ["campaign_id"],
        postgresql_where=sa.text("campaign_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_replies_campaign_id", "replies")
    op.drop_constraint("fk_marketing_campaigns_follows_id", TABLE)
    op.drop_index("ix_marketing_campaigns_follows_id", TABLE)
    op.drop_column(TABLE, "follows_group")
    op.drop_column(TABLE, "follows_id")
