"""Keep whose reply it is where WhatsApp hides the number, and what was answered to it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_CHECK = "ck_consent_events_source"
_SOURCES = ("import", "api", "staff", "keyword", "button", "native")


def upgrade() -> None:
    for name in ("payload", "user_id", "answer"):
        op.add_column("replies", sa.Column(name, sa.Text()))
    op.create_index(
        "ix_replies_orphans",
        "replies",
        ["user_id"],
        postgresql_where=sa.text("contact_id IS NULL"),
    )
    _allow((*_SOURCES, "number"))


def downgrade() -> None:
    op.execute("UPDATE consent_events SET source = 'staff' WHERE source = 'number'")
    _allow(_SOURCES)
    op.drop_index("ix_replies_orphans", "replies")
    for name in ("payload", "user_id", "answer"):
        op.drop_column("replies", name)


def _allow(sources: tuple[str, ...]) -> None:
    """Let a consent event come from these sources only."""
    listed = ", ".join(f"'{source}'" for source in sources)
    op.execute(f"ALTER TABLE consent_events DROP CONSTRAINT {_CHECK}")
    op.execute(f"ALTER TABLE consent_events ADD CONSTRAINT {_CHECK} CHECK (source IN ({listed}))")
