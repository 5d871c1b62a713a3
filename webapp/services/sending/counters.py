"""Compacting the counters of the campaigns."""

from sqlalchemy import text

from webapp.extensions import db

#: One statement: readers see the rows either before or after, never neither.
_COMPACT = text(
    """
    WITH gone AS (
        DELETE FROM campaign_counters AS row USING (
            SELECT DISTINCT campaign_id, day, name FROM campaign_counters WHERE NOT is_compacted
        ) AS counter
        WHERE row.campaign_id = counter.campaign_id AND row.name = counter.name
          AND row.day IS NOT DISTINCT FROM counter.day
        RETURNING row.campaign_id, row.day, row.name, row.amount
    )
    INSERT INTO campaign_counters (campaign_id, day, name, amount, is_compacted)
    SELECT campaign_id, day, name, sum(amount), true FROM gone
    GROUP BY campaign_id, day, name HAVING sum(amount) <> 0
    """
)


def compact() -> None:
    """Replace the rows of each changed counter by one. Safe to run twice at once."""
    db.session.execute(_COMPACT)
