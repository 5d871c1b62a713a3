-- Count the recipients that are deleted: once less what they were.
-- A status is counted without a day, a moment by its day in the campaign's zone. "billed" counts
-- the messages that WhatsApp charges, "by_..." the ways in which marketing went.
-- See docs/decisions/0003-counters.md.

CREATE FUNCTION counter_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO campaign_counters (campaign_id, day, name, amount)
    SELECT campaign_id, day, name, sum(sign) FROM (
        SELECT campaign_id, NULL::date AS day, status::text AS name, sign FROM (
            SELECT campaign_id, status, accepted_at, delivered_at, read_at, failed_at, pricing_type,
                   pricing_category, -1 AS sign
            FROM old_rows
        ) s
        UNION ALL
        SELECT m.campaign_id, (moment.at AT TIME ZONE c.timezone)::date, moment.name, m.sign
        FROM (
            SELECT campaign_id, status, accepted_at, delivered_at, read_at, failed_at, pricing_type,
                   pricing_category, -1 AS sign
            FROM old_rows
        ) m
        JOIN marketing_campaigns c ON c.id = m.campaign_id
        CROSS JOIN LATERAL (VALUES
            ('accepted', m.accepted_at), ('delivered', m.delivered_at),
            ('read', m.read_at), ('failed', m.failed_at),
            ('billed', CASE WHEN m.pricing_type = 'regular' THEN m.delivered_at END),
            ('by_marketing_api',
             CASE WHEN starts_with(m.pricing_category, 'marketing_lite') THEN m.accepted_at END),
            ('by_cloud_api', CASE WHEN m.pricing_category = 'marketing' THEN m.accepted_at END)
        ) AS moment(name, at)
        WHERE moment.at IS NOT NULL
    ) changes
    GROUP BY campaign_id, day, name HAVING sum(sign) <> 0;
    RETURN NULL;
END $$;

CREATE TRIGGER counter_delete AFTER DELETE ON campaign_recipients
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION counter_delete();
