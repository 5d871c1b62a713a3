"""Keeping the campaigns' counters short."""

from sqlalchemy import text

from webapp.extensions import db

#: One statement, so that readers see the rows either apart or folded, never neither.
_FOLD = text(
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


def fold() -> None:
    """Fold the rows of each counter that has changed into one. Safe to run twice at once."""
    db.session.execute(_FOLD)
