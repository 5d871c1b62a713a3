"""The statements that take a campaign's next people into batches."""

from sqlalchemy import TextClause, text

_DUE = "r.status = 'pending' AND (r.next_attempt_at IS NULL OR r.next_attempt_at <= :now)"
#: The first people who need a place; their order is the index's, so few rows are looked at.
_NEWCOMERS = f"""
    SELECT r.id, r.position, false AS is_free, false AS is_open
    FROM campaign_recipients r
    WHERE r.campaign_id = :campaign AND {_DUE}
      AND NOT EXISTS (
          SELECT 1 FROM quota_ledger l
          WHERE l.portfolio_id = :portfolio AND l.contact_id = r.contact_id
            AND l.written_at > :cutoff
      )
      AND NOT EXISTS (
          SELECT 1 FROM service_windows w
          WHERE w.sender_id = :sender AND w.contact_id = r.contact_id
            AND w.open_until > :open_until
      )
      {{in_zones}}
    ORDER BY r.position LIMIT :newcomers
    FOR UPDATE OF r SKIP LOCKED
"""  # noqa: S608 (made of the words above)
#: The same where quiet hours are kept: of each group of zones its first, and of them the first.
_AWAKE_NEWCOMERS = f"""
    SELECT p.* FROM unnest(CAST(:awake AS text[])) AS awake(zones)
    CROSS JOIN LATERAL ({_NEWCOMERS.format(in_zones="AND r.time_zones = awake.zones")}) p
    ORDER BY p.position LIMIT :newcomers
"""  # noqa: S608 (made of the words above)


def _take(newcomers: str, in_zones: str = "") -> TextClause:
    """Write the statement that takes the next people of a campaign.

    Those who are in the portfolio's window already, or whose service window is open, cost no
    room and need not wait for it; of the others it takes as many as there is room for.
    """
    return text(
        f"""
        WITH free AS (
            SELECT contact_id, bool_or(is_open) AS is_open
            FROM (
                SELECT contact_id, false AS is_open FROM quota_ledger
                WHERE portfolio_id = :portfolio AND written_at > :cutoff
                UNION ALL
                SELECT contact_id, true FROM service_windows
                WHERE sender_id = :sender AND open_until > :open_until
            ) people
            GROUP BY contact_id
        ), riders AS (
            SELECT r.id, r.position, true AS is_free, free.is_open
            FROM free JOIN campaign_recipients r
              ON r.contact_id = free.contact_id AND r.campaign_id = :campaign
            WHERE {_DUE} {in_zones}
            ORDER BY r.position LIMIT :allowance
            FOR UPDATE OF r SKIP LOCKED
        ), newcomers AS ({newcomers}), chosen AS (
            SELECT * FROM riders UNION ALL SELECT * FROM newcomers
            ORDER BY position LIMIT :allowance
        ), numbered AS (
            SELECT id, is_free, is_open,
                   (row_number() OVER (ORDER BY position) - 1) / :size AS part
            FROM chosen
        ), taken AS (
            UPDATE campaign_recipients r
            SET status = 'queued', queued_at = :now, next_attempt_at = NULL,
                in_service_window = numbered.is_open,
                batch_id = (CAST(:batch_ids AS uuid[]))[numbered.part + 1]
            FROM numbered WHERE r.id = numbered.id
            RETURNING r.batch_id, numbered.is_free
        )
        SELECT batch_id, count(*), count(*) FILTER (WHERE NOT is_free) FROM taken GROUP BY batch_id
        """  # noqa: S608 (made of the words above)
    )


#: Where no quiet hours are kept, and where they are.
TAKE = _take(_NEWCOMERS.format(in_zones=""))
TAKE_AWAKE = _take(_AWAKE_NEWCOMERS, "AND r.time_zones = ANY(CAST(:awake AS text[]))")
