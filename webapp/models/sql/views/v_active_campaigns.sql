-- The active campaigns with their people by status, to look at with psql.

CREATE VIEW v_active_campaigns AS
SELECT c.id, c.name, c.status, c.priority, c.daily_send_limit, c.start_date, c.timezone,
       c.activated_at,
       coalesce(sum(t.amount), 0) AS total,
       coalesce(sum(t.amount) FILTER (WHERE t.name = 'pending'), 0) AS pending,
       coalesce(sum(t.amount) FILTER (WHERE t.name = 'queued'), 0) AS queued,
       coalesce(sum(t.amount) FILTER (WHERE t.name = 'sending'), 0) AS sending,
       coalesce(sum(t.amount) FILTER (WHERE t.name = 'unconfirmed'), 0) AS unconfirmed,
       coalesce(sum(t.amount) FILTER (WHERE t.name = 'sent'), 0) AS sent,
       coalesce(sum(t.amount) FILTER (WHERE t.name = 'delivered'), 0) AS delivered,
       coalesce(sum(t.amount) FILTER (WHERE t.name = 'read'), 0) AS read,
       coalesce(sum(t.amount) FILTER (WHERE t.name = 'failed'), 0) AS failed,
       coalesce(sum(t.amount) FILTER (WHERE t.name = 'skipped'), 0) AS skipped
FROM marketing_campaigns c
LEFT JOIN campaign_counters t ON t.campaign_id = c.id AND t.day IS NULL
WHERE c.status = 'active' AND c.kind = 'campaign'
GROUP BY c.id;
