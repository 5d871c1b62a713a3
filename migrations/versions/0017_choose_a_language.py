"""Remember the language that someone chose."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("language", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("users", "language")
