"""Let each campaign choose what becomes of those who got enough messages lately."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "marketing_campaigns",
        sa.Column(
            "when_capped",
            sa.Enum(
                *("skip", "wait"),
                name="when_capped",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
        ),
    )


def downgrade() -> None:
    op.drop_column("marketing_campaigns", "when_capped")
