"""Find an upload that is sent twice."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_TABLE, _UNIQUE = "contact_imports", "uq_contact_imports_key"


def upgrade() -> None:
    op.add_column(_TABLE, sa.Column("key", sa.Uuid()))
    op.create_unique_constraint(op.f(_UNIQUE), _TABLE, ["key"])


def downgrade() -> None:
    op.drop_constraint(op.f(_UNIQUE), _TABLE)
    op.drop_column(_TABLE, "key")
