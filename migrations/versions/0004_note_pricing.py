"""Note what WhatsApp charges for each message, and count it once: when it is delivered."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

#: As in 0002, with one moment more. A message is charged when it is delivered, at the price that
#: any of its receipts told; free ones are told apart by their type. [D:pricing]
_FUNCTION = """
CREATE OR REPLACE FUNCTION tally_{when}() RETURNS trigger LANGUAGE plpgsql AS $$
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
            ('read', m.read_at), ('failed', m.failed_at){billed}
        ) AS moment(name, at)
        WHERE moment.at IS NOT NULL
    ) changes
    GROUP BY campaign_id, day, name HAVING sum(sign) <> 0;
    RETURN NULL;
END $$
"""
_BILLED = ", ('billed', CASE WHEN m.pricing_type = 'regular' THEN m.delivered_at END)"

_ROWS = """
    SELECT campaign_id, status, accepted_at, delivered_at, read_at, failed_at{pricing},
           {sign} AS sign
    FROM {rows}
"""


def _functions(pricing: str, billed: str) -> None:
    new = _ROWS.format(pricing=pricing, sign="1", rows="new_rows")
    old = _ROWS.format(pricing=pricing, sign="-1", rows="old_rows")
    changed = {"insert": new, "update": f"{new} UNION ALL {old}", "delete": old}
    for when, rows in changed.items():
        op.execute(_FUNCTION.format(when=when, changed=rows, billed=billed))


def upgrade() -> None:
    op.add_column("campaign_recipients", sa.Column("pricing_type", sa.Text()))
    op.add_column("campaign_recipients", sa.Column("pricing_category", sa.Text()))
    _functions(", pricing_type", _BILLED)


def downgrade() -> None:
    _functions("", "")
    op.execute("DELETE FROM campaign_tallies WHERE name = 'billed'")
    op.drop_column("campaign_recipients", "pricing_category")
    op.drop_column("campaign_recipients", "pricing_type")
