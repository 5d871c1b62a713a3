"""Let a campaign keep quiet hours, warm up, have a minimum share and a last day."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

TABLE = "marketing_campaigns"
COLUMNS = {
    "minimum_share": sa.Integer,
    "warm_up_start": sa.Integer,
    "warm_up_growth": sa.Integer,
    "quiet_from": sa.Time,
    "quiet_until": sa.Time,
    "latest_start_date": sa.Date,
    "end_date": sa.Date,
}
CHECKS = {
    "minimum_share": "minimum_share > 0",
    "warm_up": "(warm_up_start IS NULL) = (warm_up_growth IS NULL)"
    " AND warm_up_start > 0 AND warm_up_growth > 0",
    "quiet_hours": "(quiet_from IS NULL) = (quiet_until IS NULL)",
}
REASON = "ck_marketing_campaigns_pause_reason"
REASONS = (
    "by_person",
    "template_paused",
    "sender_stopped",
    "too_many_failures",
    "overdue_start",
)
RECIPIENTS, INDEX = "campaign_recipients", "ix_campaign_recipients_by_zones"


def upgrade() -> None:
    _allow((*REASONS, "last_day_over"))
    for name, kind in COLUMNS.items():
        op.add_column(TABLE, sa.Column(name, kind(), nullable=True))
    for name, rule in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_{TABLE}_{name}"), TABLE, rule)
    op.add_column(RECIPIENTS, sa.Column("time_zones", sa.Text(), nullable=True))
    op.create_index(
        INDEX,
        RECIPIENTS,
        ["campaign_id", "time_zones", "position"],
        postgresql_where=sa.text("status = 'pending' AND time_zones IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(INDEX, RECIPIENTS)
    op.drop_column(RECIPIENTS, "time_zones")
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_{TABLE}_{name}"), TABLE)
    for name in COLUMNS:
        op.drop_column(TABLE, name)
    op.execute(
        "UPDATE marketing_campaigns SET pause_reason = 'by_person'"
        " WHERE pause_reason = 'last_day_over'"
    )
    _allow(REASONS)


def _allow(reasons: tuple[str, ...]) -> None:
    op.drop_constraint(op.f(REASON), TABLE)
    words = ", ".join(f"'{reason}'" for reason in reasons)
    op.create_check_constraint(op.f(REASON), TABLE, f"pause_reason IN ({words})")
