"""Cut the rows that wait to be imported into portions, which tell more than a last row did."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_CUT = """
INSERT INTO import_portions (import_id, first_row, last_row)
SELECT import_id, min(row), max(row) FROM (
    SELECT import_id, row, row_number() OVER (PARTITION BY import_id ORDER BY row) / 10000 AS part
    FROM import_rows JOIN contact_imports i ON i.id = import_id WHERE row > i.merged_to
) rows GROUP BY import_id, part
"""


def upgrade() -> None:
    op.execute(_CUT)
    op.drop_column("contact_imports", "merged_to")


def downgrade() -> None:
    op.add_column(
        "contact_imports",
        sa.Column("merged_to", sa.Integer(), server_default="0", nullable=False),
    )
    op.execute(
        "UPDATE contact_imports SET merged_to = coalesce("
        "(SELECT min(first_row) - 1 FROM import_portions WHERE import_id = id), checked_to)"
    )
    op.alter_column("contact_imports", "merged_to", server_default=None)
    op.execute("DELETE FROM import_portions")
