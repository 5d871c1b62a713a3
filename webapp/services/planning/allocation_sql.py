"""The statements that allocate a campaign's next recipients to batches."""

from sqlalchemy import TextClause, text

#: Without marketing to contacts for whom WhatsApp has just held a message back.
_DUE = """
    r.status = 'pending' AND (r.next_attempt_at IS NULL OR r.next_attempt_at <= :now)
    AND NOT EXISTS (
        SELECT 1 FROM marketing_holds h
        WHERE h.contact_id = r.contact_id AND h.held_until > :now
          AND CAST(:is_marketing AS boolean)
    )
"""
#: The first recipients who count towards the quota, in the order of the index: few rows are read.
_COUNTED = f"""
    SELECT r.id, r.position, false AS is_exempt, false AS is_open
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
    ORDER BY r.position LIMIT :remaining
    FOR UPDATE OF r SKIP LOCKED
"""  # noqa: S608 (made of the texts above)
#: The same with quiet hours: the first of each group of zones, and then the first of all these.
_AWAKE_COUNTED = f"""
    SELECT p.* FROM unnest(CAST(:awake AS text[])) AS awake(zones)
    CROSS JOIN LATERAL ({_COUNTED.format(in_zones="AND r.time_zones = awake.zones")}) p
    ORDER BY p.position LIMIT :remaining
"""  # noqa: S608 (made of the texts above)


def _allocation(counted: str, in_zones: str = "") -> TextClause:
    """Return the statement that allocates the next recipients of a campaign.

    Contacts that the portfolio wrote to in the last 24 hours, or with an open service window, are
    exempt: they use no quota and need not wait for it. The others get the remaining quota.
    """
    return text(
        f"""
        WITH exempt_contacts AS (
            SELECT contact_id, bool_or(is_open) AS is_open
            FROM (
                SELECT contact_id, false AS is_open FROM quota_ledger
                WHERE portfolio_id = :portfolio AND written_at > :cutoff
                UNION ALL
                SELECT contact_id, true FROM service_windows
                WHERE sender_id = :sender AND open_until > :open_until
            ) contacts
            GROUP BY contact_id
        ), exempt AS (
            SELECT r.id, r.position, true AS is_exempt, e.is_open
            FROM exempt_contacts e JOIN campaign_recipients r
              ON r.contact_id = e.contact_id AND r.campaign_id = :campaign
            WHERE {_DUE} {in_zones}
            ORDER BY r.position LIMIT :requested
            FOR UPDATE OF r SKIP LOCKED
        ), counted AS ({counted}), next AS (
            SELECT * FROM exempt UNION ALL SELECT * FROM counted
            ORDER BY position LIMIT :requested
        ), numbered AS (
            SELECT id, is_exempt, is_open,
                   (row_number() OVER (ORDER BY position) - 1) / :size AS part
            FROM next
        ), allocated AS (
            UPDATE campaign_recipients r
            SET status = 'queued', queued_at = :now, next_attempt_at = NULL,
                in_service_window = numbered.is_open,
                batch_id = (CAST(:batch_ids AS uuid[]))[numbered.part + 1]
            FROM numbered WHERE r.id = numbered.id
            RETURNING r.batch_id, numbered.is_exempt
        )
        SELECT batch_id, count(*), count(*) FILTER (WHERE NOT is_exempt)
        FROM allocated GROUP BY batch_id
        """  # noqa: S608 (made of the texts above)
    )


#: Without quiet hours, and with them.
ALLOCATE = _allocation(_COUNTED.format(in_zones=""))
ALLOCATE_AWAKE = _allocation(_AWAKE_COUNTED, "AND r.time_zones = ANY(CAST(:awake AS text[]))")
