"""Remember the numbers of contacts who were joined with another."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "former_numbers",
        sa.Column("match_key", sa.Text(), nullable=False),
        sa.Column("phone_number", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contacts.id"],
            name=op.f("fk_former_numbers_contact_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("match_key", name=op.f("pk_former_numbers")),
    )
    op.create_index(op.f("ix_former_numbers_contact_id"), "former_numbers", ["contact_id"])


def downgrade() -> None:
    op.drop_table("former_numbers")
