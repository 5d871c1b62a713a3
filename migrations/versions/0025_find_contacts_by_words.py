"""Find contacts by any word of their name or attributes, by how it begins."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_WORDS = "to_tsvector('simple', name) || jsonb_to_tsvector('simple', attributes, '[\"string\"]')"


def upgrade() -> None:
    op.execute(f"CREATE INDEX ix_contacts_words ON contacts USING gin (({_WORDS}))")
    op.drop_index("ix_contacts_name_begins", "contacts")


def downgrade() -> None:
    op.execute(
        "CREATE INDEX ix_contacts_name_begins ON contacts (lower(name) text_pattern_ops, id)"
    )
    op.drop_index("ix_contacts_words", "contacts")
