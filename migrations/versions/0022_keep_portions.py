"""Keep the portions in which a file is imported, so that more than one may be in hand."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_portions",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("first_row", sa.Integer(), nullable=False),
        sa.Column("last_row", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("import_id", "first_row", name=op.f("pk_import_portions")),
    )
    # Packing the pieces of a file took longer than writing them.
    op.execute("ALTER TABLE upload_pieces ALTER COLUMN piece SET STORAGE EXTERNAL")


def downgrade() -> None:
    op.execute("ALTER TABLE upload_pieces ALTER COLUMN piece SET STORAGE EXTENDED")
    op.drop_table("import_portions")
