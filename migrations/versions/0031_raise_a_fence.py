"""Raise a fence around an older copy of the database."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "fence",
        sa.Column("id", sa.SmallInteger(), primary_key=True),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.Column("advanced_at", MOMENT, nullable=False),
        sa.Column("server", sa.Text(), nullable=False),
        sa.Column("raised_at", MOMENT, nullable=True),
        sa.Column("raised_because", sa.Text(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_fence_one")),
    )


def downgrade() -> None:
    op.drop_table("fence")
