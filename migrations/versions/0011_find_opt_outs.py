"""Find the latest opt-outs among a million opt-ins."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    is_opt_out = sa.text("kind = 'opt_out'")
    op.create_index(
        "ix_consent_events_opt_outs", "consent_events", ["id"], postgresql_where=is_opt_out
    )


def downgrade() -> None:
    op.drop_index("ix_consent_events_opt_outs", "consent_events")
