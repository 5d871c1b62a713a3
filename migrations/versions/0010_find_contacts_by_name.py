"""Find contacts by how their name begins, in capitals or not."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "CREATE INDEX ix_contacts_name_begins ON contacts (lower(name) text_pattern_ops, id)"
    )
    op.drop_index("ix_contacts_name_id", "contacts")


def downgrade() -> None:
    op.create_index("ix_contacts_name_id", "contacts", ["name", "id"])
    op.drop_index("ix_contacts_name_begins", "contacts")
