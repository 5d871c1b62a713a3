"""Count recipients by trigger, and show the counters as campaign_analytics.

Why a trigger: docs/decisions/0003-counters.md.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

#: What one statement changed, as changes of counters. Moments are counted by their day in the
#: campaign's zone, statuses without a day.
_FUNCTION = """
CREATE FUNCTION tally_{when}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO campaign_tallies (campaign_id, day, name, amount)
    SELECT campaign_id, day, name, sum(sign) FROM (
        SELECT campaign_id, NULL::date AS day, status::text AS name, sign FROM ({changed}) s
        UNION ALL
        SELECT m.campaign_id, (moment.at AT TIME ZONE c.timezone)::date, moment.name, m.sign
        FROM ({changed}) m
        JOIN marketing_campaigns c ON c.id = m.campaign_id
        CROSS JOIN LATERAL (VALUES
            ('accepted', m.accepted_at), ('delivered', m.delivered_at),
            ('read', m.read_at), ('failed', m.failed_at)
        ) AS moment(name, at)
        WHERE moment.at IS NOT NULL
    ) changes
    GROUP BY campaign_id, day, name HAVING sum(sign) <> 0;
    RETURN NULL;
END $$
"""

_ROWS = """
    SELECT campaign_id, status, accepted_at, delivered_at, read_at, failed_at, {sign} AS sign
    FROM {rows}
"""
_NEW = _ROWS.format(sign="1", rows="new_rows")
_OLD = _ROWS.format(sign="-1", rows="old_rows")

#: When the trigger fires, the rows it is shown, and how they count.
_TRIGGERS = {
    "insert": ("NEW TABLE AS new_rows", _NEW),
    "update": ("OLD TABLE AS old_rows NEW TABLE AS new_rows", f"{_NEW} UNION ALL {_OLD}"),
    "delete": ("OLD TABLE AS old_rows", _OLD),
}

_ANALYTICS = """
CREATE VIEW campaign_analytics AS
SELECT campaign_id, day AS date,
       coalesce(sum(amount) FILTER (WHERE name = 'accepted'), 0) AS sent,
       coalesce(sum(amount) FILTER (WHERE name = 'delivered'), 0) AS delivered,
       coalesce(sum(amount) FILTER (WHERE name = 'read'), 0) AS read,
       coalesce(sum(amount) FILTER (WHERE name = 'failed'), 0) AS failed,
       coalesce(sum(amount) FILTER (WHERE name = 'opted_out'), 0) AS opted_out
FROM campaign_tallies WHERE day IS NOT NULL
GROUP BY campaign_id, day
"""


def upgrade() -> None:
    for when, (rows, changed) in _TRIGGERS.items():
        op.execute(_FUNCTION.format(when=when, changed=changed))
        op.execute(
            f"CREATE TRIGGER tally_{when} AFTER {when.upper()} ON campaign_recipients "
            f"REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION tally_{when}()"
        )
    op.execute(_ANALYTICS)


def downgrade() -> None:
    op.execute("DROP VIEW campaign_analytics")
    for when in _TRIGGERS:
        op.execute(f"DROP TRIGGER tally_{when} ON campaign_recipients")
        op.execute(f"DROP FUNCTION tally_{when}()")
