"""Find entries of the audit log by words, among a million too."""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

#: As in webapp/models/audit.py.
_WORDS = (
    "to_tsvector('simple', translate(actor || ' ' || action || ' ' || subject || ' ' "
    "|| CAST(details AS text), '.@:/+-', '      '))"
)


def upgrade() -> None:
    op.execute(f"CREATE INDEX ix_audit_log_words ON audit_log USING gin (({_WORDS}))")


def downgrade() -> None:
    op.drop_index("ix_audit_log_words", "audit_log")
