"""Count of which countries the numbers of a file are."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

_TABLE = "contact_imports"


def upgrade() -> None:
    op.add_column(_TABLE, sa.Column("countries", JSONB, nullable=False, server_default="{}"))
    op.alter_column(_TABLE, "countries", server_default=None)


def downgrade() -> None:
    op.drop_column(_TABLE, "countries")
