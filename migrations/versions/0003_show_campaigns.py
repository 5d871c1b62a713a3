"""Show campaigns and their days to people who look with psql."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_STATUSES = (
    "pending",
    "queued",
    "sending",
    "unconfirmed",
    "sent",
    "delivered",
    "read",
    "failed",
    "skipped",
)

_COUNTS = ", ".join(
    f"coalesce(sum(t.amount) FILTER (WHERE t.name = '{status}'), 0) AS {status}"
    for status in _STATUSES
)

_ACTIVE = f"""
CREATE VIEW v_active_campaigns AS
SELECT c.id, c.name, c.status, c.priority, c.daily_send_limit, c.start_date, c.timezone,
       c.activated_at, coalesce(sum(t.amount), 0) AS total, {_COUNTS}
FROM marketing_campaigns c
LEFT JOIN campaign_tallies t ON t.campaign_id = c.id AND t.day IS NULL
WHERE c.status = 'active' AND c.kind = 'campaign'
GROUP BY c.id
"""  # noqa: S608 (made of the words above)

_SCHEDULE = """
CREATE VIEW v_daily_campaign_schedule AS
SELECT b.send_date, b.campaign_id, c.name AS campaign_name, c.status AS campaign_status, c.priority,
       count(*) FILTER (WHERE b.status <> 'planned') AS batches,
       coalesce(sum(b.batch_size) FILTER (WHERE b.status = 'planned'), 0) AS planned,
       coalesce(sum(b.batch_size) FILTER (WHERE b.status <> 'planned'), 0) AS taken,
       sum(b.batch_size) AS recipients
FROM campaign_send_schedule b JOIN marketing_campaigns c ON c.id = b.campaign_id
GROUP BY b.send_date, b.campaign_id, c.name, c.status, c.priority
"""


def upgrade() -> None:
    op.execute(_ACTIVE)
    op.execute(_SCHEDULE)


def downgrade() -> None:
    op.execute("DROP VIEW v_daily_campaign_schedule")
    op.execute("DROP VIEW v_active_campaigns")
