"""Find the files that named a contact by the primary key, and spare an index."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_KEY = "pk_imported_contacts"


def upgrade() -> None:
    op.drop_index("ix_imported_contacts_contact_id", "imported_contacts")
    op.drop_constraint(_KEY, "imported_contacts")
    op.create_primary_key(_KEY, "imported_contacts", ["contact_id", "import_id"])


def downgrade() -> None:
    op.drop_constraint(_KEY, "imported_contacts")
    op.create_primary_key(_KEY, "imported_contacts", ["import_id", "contact_id"])
    op.create_index("ix_imported_contacts_contact_id", "imported_contacts", ["contact_id"])
