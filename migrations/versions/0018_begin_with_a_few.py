"""Begin with a few people, and write to the others when that went well."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLE = "marketing_campaigns"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("pause_details", sa.Text(), nullable=True))
    op.add_column(TABLE, sa.Column("first_wave", sa.Integer(), nullable=True))
    op.add_column(TABLE, sa.Column("wave_size", sa.Integer(), nullable=True))
    op.add_column(TABLE, sa.Column("wave_since", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(op.f("ck_marketing_campaigns_first_wave"), TABLE, "first_wave > 0")


def downgrade() -> None:
    op.drop_constraint("ck_marketing_campaigns_first_wave", TABLE)
    for name in ("wave_since", "wave_size", "first_wave", "pause_details"):
        op.drop_column(TABLE, name)
