-- The campaigns of each day with their batches and people, to look at with psql.

CREATE VIEW v_daily_campaign_schedule AS
SELECT b.send_date, b.campaign_id, c.name AS campaign_name, c.status AS campaign_status,
       c.priority,
       count(*) FILTER (WHERE b.status <> 'planned') AS batches,
       coalesce(sum(b.batch_size) FILTER (WHERE b.status = 'planned'), 0) AS planned,
       coalesce(sum(b.batch_size) FILTER (WHERE b.status <> 'planned'), 0) AS taken,
       sum(b.batch_size) AS recipients
FROM campaign_send_schedule b JOIN marketing_campaigns c ON c.id = b.campaign_id
GROUP BY b.send_date, b.campaign_id, c.name, c.status, c.priority;
