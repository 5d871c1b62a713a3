"""The history of a shop with a million customers, as SQL: no row passes through Python."""

#: Each campaign's people: their number, the first contact, the number of messages sent, the size
#: of batches, the daily limit, and the start.
PARTS = """
CREATE TEMP TABLE parts (campaign_id uuid, first int, people int, written int, batch int,
                         a_day int, began timestamptz)
"""
PART = """
INSERT INTO parts VALUES (:campaign_id, :first, :people, :written, :batch, :a_day, :began)
"""

#: The batches of past days, and a planned row for every day to come.
BATCHES = """
INSERT INTO campaign_send_schedule (id, campaign_id, send_date, batch_number, batch_size, status,
                                    queued_at, done_at)
SELECT gen_random_uuid(), campaign_id, (at AT TIME ZONE 'UTC')::date, n % (a_day / batch) + 1,
       batch, 'done', at, at
FROM (
    SELECT *, began + n * batch / a_day * INTERVAL '1 day'
                    + n % (a_day / batch) * INTERVAL '1 minute' AS at
    FROM parts, generate_series(0, written / batch - 1) n
) cut
UNION ALL
SELECT gen_random_uuid(), campaign_id, (CAST(:now AS timestamptz) AT TIME ZONE 'UTC')::date + n,
       1, least(a_day, people - written - (n - 1) * a_day), 'planned', NULL, NULL
FROM parts, generate_series(1, (people - written + a_day - 1) / a_day) n
"""

#: Of a hundred people who were messaged, 55 have read it, 35 have received it, and so on.
RECIPIENTS = """
INSERT INTO campaign_recipients (campaign_id, contact_id, phone_number, position, status,
    skip_reason, variables, attempts, batch_id, claim_token, wamid, error_code, error_details,
    queued_at, claimed_at, accepted_at, sent_at, delivered_at, read_at, failed_at, pricing_type)
SELECT campaign_id, id, phone_number, position, status,
    CASE status WHEN 'skipped' THEN 'opted_out' END,
    jsonb_build_object('first_name', name, 'city', attributes ->> 'city'),
    CASE WHEN at IS NULL THEN 0 ELSE 1 END, batch_id,
    CASE WHEN at IS NOT NULL THEN gen_random_uuid() END,
    CASE WHEN accepted OR failed THEN 'wamid.' || campaign_id || position END,
    CASE WHEN failed THEN (ARRAY[131026, 131049, 131000])[position % 3 + 1] END,
    CASE WHEN failed THEN 'Message undeliverable' END,
    at, at, CASE WHEN accepted OR failed THEN at END, CASE WHEN accepted THEN at END,
    CASE WHEN status IN ('delivered', 'read') THEN at + INTERVAL '9 seconds' END,
    CASE WHEN status = 'read' THEN at + INTERVAL '7 minutes' END,
    CASE WHEN failed THEN at END, CASE WHEN accepted THEN 'regular' END
FROM (
    SELECT *, status IN ('sent', 'delivered', 'read') AS accepted, status = 'failed' AS failed
    FROM (
        SELECT t.campaign_id, p.id, p.phone_number, p.name, p.attributes,
            p.n - t.first AS position, b.id AS batch_id, b.queued_at AS at,
            CASE WHEN b.id IS NULL THEN 'pending' WHEN k < 55 THEN 'read'
                 WHEN k < 90 THEN 'delivered' WHEN k < 95 THEN 'sent' WHEN k < 98 THEN 'failed'
                 WHEN k < 99 THEN 'skipped' ELSE 'unconfirmed' END AS status
        FROM parts t
        JOIN (
            SELECT id, phone_number, name, attributes, row_number() OVER (ORDER BY id) AS n,
                   id * 7919 % 100 AS k
            FROM contacts
        ) p ON p.n > t.first AND p.n <= t.first + t.people
        LEFT JOIN (
            SELECT id, campaign_id, queued_at,
                   row_number() OVER (PARTITION BY campaign_id ORDER BY queued_at) AS n
            FROM campaign_send_schedule WHERE status = 'done'
        ) b ON b.campaign_id = t.campaign_id AND b.n = (p.n - t.first - 1) / t.batch + 1
    ) outcomes
) told
"""
#: The last day is batched, and nobody of it has been messaged yet.
IN_HAND = """
WITH last AS (
    UPDATE campaign_send_schedule SET status = 'queued', done_at = NULL
    WHERE (campaign_id, send_date, status) IN (
        SELECT campaign_id, max(send_date), 'done' FROM campaign_send_schedule
        WHERE campaign_id = :campaign AND status = 'done' GROUP BY campaign_id
    )
    RETURNING id
)
UPDATE campaign_recipients r SET status = 'queued', wamid = NULL, claim_token = NULL,
    accepted_at = NULL, sent_at = NULL, delivered_at = NULL, read_at = NULL, failed_at = NULL,
    claimed_at = NULL, error_code = NULL, error_details = NULL, pricing_type = NULL, attempts = 0
FROM last WHERE r.batch_id = last.id
"""

REST = """
INSERT INTO quota_ledger (portfolio_id, contact_id, written_at)
SELECT p.id, c.id, CAST(:now AS timestamptz) - c.id % 86000 * INTERVAL '1 second'
FROM portfolios p, (SELECT id FROM contacts ORDER BY id LIMIT :limit) c;
INSERT INTO consent_events (contact_id, kind, source, actor, words, occurred_at)
SELECT id, 'opt_in', 'import', 'bench', 'Asked in the shop', created_at FROM contacts;
INSERT INTO consent_events (contact_id, kind, source, actor, words, occurred_at)
SELECT id, 'opt_out', 'keyword', 'webhook', 'STOP', now() - id % 86000 * INTERVAL '1 second'
FROM contacts WHERE subscription = 'unsubscribed';
INSERT INTO replies (wamid, contact_id, campaign_id, kind, text, effect, received_at,
                     sender_phone, sender_name)
SELECT 'wamid.reply' || id, contact_id, campaign_id, 'text', 'Thanks, see you on Saturday',
       CASE WHEN id % 1000 < 5 THEN 'to_review' ELSE 'nothing' END, read_at, '', ''
FROM campaign_recipients WHERE read_at IS NOT NULL AND id % 4 = 0;
INSERT INTO audit_log (actor, action, subject, details, created_at)
SELECT 'eva@example.com', 'campaign.change', 'campaign ' || id, '{"name": "x"}', created_at
FROM marketing_campaigns, generate_series(1, 500);
INSERT INTO imported_contacts (contact_id, import_id, is_new)
SELECT c.id, i.id, true FROM contacts c, (SELECT max(id) AS id FROM contact_imports) i;
INSERT INTO rejected_rows (import_id, row, cells, phone_number, reason)
SELECT i.id, n, ARRAY['12 34'], '12 34', '{"code": "contacts.phone_too_short", "params": {}}'
FROM (SELECT max(id) AS id FROM contact_imports) i, generate_series(1, 5000) n;
INSERT INTO webhook_events (digest, body, received_at, drained_at)
SELECT decode(md5(n::text), 'hex'), '{}', now() - n * INTERVAL '1 second',
       now() - n * INTERVAL '1 second'
FROM generate_series(1, 100000) n
"""

#: A person from the middle of a campaign, a reply and a file.
SAMPLES = """
SELECT id AS recipient_id, contact_id, (SELECT max(id) FROM replies) AS reply_id,
       (SELECT max(id) FROM contact_imports) AS import_id
FROM campaign_recipients WHERE campaign_id = :campaign AND position = :position
"""
