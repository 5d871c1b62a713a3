"""Leave out who lacks a value for a variable."""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_REASONS = (
    *("opted_out", "invalid_number", "duplicate_person", "capped", "cancelled"),
    *("country_not_allowed", "taken_out"),
)
_TABLE, _CHECK = "campaign_recipients", "ck_campaign_recipients_skip_reason"


def _allow(reasons: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{reason}'" for reason in reasons)
    op.drop_constraint(op.f(_CHECK), _TABLE)
    op.create_check_constraint(op.f(_CHECK), _TABLE, f"skip_reason IN ({listed})")


def upgrade() -> None:
    _allow((*_REASONS, "lacks_value"))


def downgrade() -> None:
    op.execute(
        "UPDATE campaign_recipients SET skip_reason = 'cancelled' WHERE skip_reason = 'lacks_value'"
    )
    _allow(_REASONS)
