-- What became of each campaign's messages, day by day.

CREATE VIEW campaign_analytics AS
SELECT campaign_id, day AS date,
       coalesce(sum(amount) FILTER (WHERE name = 'accepted'), 0) AS sent,
       coalesce(sum(amount) FILTER (WHERE name = 'delivered'), 0) AS delivered,
       coalesce(sum(amount) FILTER (WHERE name = 'read'), 0) AS read,
       coalesce(sum(amount) FILTER (WHERE name = 'failed'), 0) AS failed,
       coalesce(sum(amount) FILTER (WHERE name = 'opted_out'), 0) AS opted_out
FROM campaign_counters WHERE day IS NOT NULL
GROUP BY campaign_id, day;
