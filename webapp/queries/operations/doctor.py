"""The invariants of the data, each checked with one statement."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from webapp.extensions import db

#: The most breaches of one invariant that are listed; more would not help.
MAX_BREACHES_LISTED = 20


@dataclass(frozen=True)
class Invariant:
    """A sentence that must be true, and the statement that returns what contradicts it."""

    promise: str
    breaches: str


def breaches(now: datetime) -> Iterator[tuple[str, list[str]]]:
    """Yield each invariant with its breaches, none if it holds."""
    params = {"now": now, "listed": MAX_BREACHES_LISTED}
    for invariant in INVARIANTS:
        keys = db.session.scalars(text(f"{invariant.breaches} LIMIT :listed"), params)
        yield invariant.promise, list(keys)


#: They allow for workers that still store outcomes of their calls after a pause or a cancel.
INVARIANTS = (
    Invariant(
        "The database is the one that was used last, or someone has confirmed it.",
        "SELECT raised_because FROM restore_guard WHERE raised_at IS NOT NULL",
    ),
    Invariant(
        "The counters of each campaign equal a recount of its recipients by status.",
        """
        SELECT format('campaign %s: %s counted as %s, in truth %s', campaign_id, status,
                      coalesce(counted, 0), coalesce(found, 0))
        FROM (SELECT campaign_id, name AS status, sum(amount) AS counted FROM campaign_counters
              WHERE day IS NULL GROUP BY 1, 2) counters
        FULL JOIN (SELECT campaign_id, status::text, count(*) AS found FROM campaign_recipients
                   GROUP BY 1, 2) recipients USING (campaign_id, status)
        WHERE coalesce(counted, 0) <> coalesce(found, 0)
        """,
    ),
    Invariant(
        "The counters of each day equal a recount of what became of recipients on that day.",
        """
        SELECT format('campaign %s on %s: %s counted as %s, in truth %s', campaign_id, day, name,
                      coalesce(counted, 0), coalesce(found, 0))
        FROM (SELECT campaign_id, day, name, sum(amount) AS counted FROM campaign_counters
              WHERE day IS NOT NULL AND name <> 'opted_out' GROUP BY 1, 2, 3) counters
        FULL JOIN (
            SELECT r.campaign_id, (moment.at AT TIME ZONE c.timezone)::date AS day, moment.name,
                   count(*) AS found
            FROM campaign_recipients r JOIN marketing_campaigns c ON c.id = r.campaign_id
            CROSS JOIN LATERAL (VALUES
                ('accepted', r.accepted_at), ('delivered', r.delivered_at),
                ('read', r.read_at), ('failed', r.failed_at),
                ('billed', CASE WHEN r.pricing_type = 'regular' THEN r.delivered_at END),
                ('by_marketing_api', CASE WHEN starts_with(r.pricing_category, 'marketing_lite')
                                          THEN r.accepted_at END),
                ('by_cloud_api', CASE WHEN r.pricing_category = 'marketing' THEN r.accepted_at END)
            ) AS moment(name, at)
            WHERE moment.at IS NOT NULL GROUP BY 1, 2, 3
        ) recipients USING (campaign_id, day, name)
        WHERE coalesce(counted, 0) <> coalesce(found, 0)
        """,
    ),
    Invariant(
        "Nobody is in a campaign twice, by whichever form of the number.",
        """
        SELECT format('campaign %s: %s people with the key %s', r.campaign_id, count(*),
                      coalesce(p.match_key, p.user_id))
        FROM campaign_recipients r JOIN contacts p ON p.id = r.contact_id
        GROUP BY r.campaign_id, coalesce(p.match_key, p.user_id) HAVING count(*) > 1
        """,
    ),
    Invariant(
        "Every position in a campaign is taken once.",
        """
        SELECT format('campaign %s: position %s taken %s times', campaign_id, position, count(*))
        FROM campaign_recipients GROUP BY campaign_id, position HAVING count(*) > 1
        """,
    ),
    Invariant(
        "Whoever WhatsApp accepted has the moment and the id of the message.",
        """
        SELECT format('recipient %s: %s without %s', id, status,
                      CASE WHEN wamid IS NULL THEN 'an id' ELSE 'a moment' END)
        FROM campaign_recipients
        WHERE status IN ('sent', 'delivered', 'read') AND (accepted_at IS NULL OR wamid IS NULL)
        """,
    ),
    Invariant(
        "Only active campaigns have people queued, and only ones that have begun write to people.",
        """
        SELECT format('campaign %s is %s: %s people %s', c.id, c.status, count(*), r.status)
        FROM campaign_recipients r JOIN marketing_campaigns c ON c.id = r.campaign_id
        WHERE (r.status = 'queued' AND c.status <> 'active')
           OR (r.status = 'sending' AND c.status IN ('draft', 'completed'))
        GROUP BY c.id, c.status, r.status
        """,
    ),
    Invariant(
        "Nobody who unsubscribed waits to be written to.",
        """
        SELECT format('recipient %s: %s, but contact %s has unsubscribed', r.id, r.status, p.id)
        FROM contacts p JOIN campaign_recipients r ON r.contact_id = p.id
        JOIN marketing_campaigns c ON c.id = r.campaign_id
        WHERE p.subscription = 'unsubscribed' AND r.status IN ('pending', 'queued')
        """,
    ),
    Invariant(
        "No portfolio has written to more different people in 24 hours than its limit allows.",
        """
        SELECT format('portfolio %s: %s people, limit %s', f.id,
                      count(DISTINCT coalesce(r.contact_id, r.twin_contact_id)),
                      f.messaging_limit)
        FROM campaign_recipients r
        JOIN marketing_campaigns c ON c.id = r.campaign_id
        JOIN senders s ON s.id = c.sender_id
        JOIN portfolios f ON f.id = s.portfolio_id
        WHERE r.accepted_at > CAST(:now AS timestamptz) - interval '24 hours'
          AND r.status IN ('sent', 'delivered', 'read') AND NOT r.in_service_window
        GROUP BY f.id, f.messaging_limit
        HAVING count(DISTINCT coalesce(r.contact_id, r.twin_contact_id)) > f.messaging_limit
        """,
    ),
    Invariant(
        "Everyone who is queued or being written to is in a batch that is being worked on.",
        """
        SELECT format('recipient %s: %s, batch %s', r.id, r.status,
                      coalesce(b.status::text, 'missing'))
        FROM campaign_recipients r LEFT JOIN campaign_send_schedule b ON b.id = r.batch_id
        WHERE r.status IN ('queued', 'sending')
          AND (b.id IS NULL OR b.campaign_id <> r.campaign_id OR b.status <> 'queued')
        """,
    ),
    Invariant(
        "No batch holds more people than its size.",
        """
        SELECT format('batch %s: %s people, size %s', b.id, count(r.id), b.batch_size)
        FROM campaign_send_schedule b JOIN campaign_recipients r ON r.batch_id = b.id
        GROUP BY b.id, b.batch_size HAVING count(r.id) > b.batch_size
        """,
    ),
    Invariant(
        "Every claim has a lease, and none has outlived it by more than five minutes.",
        """
        SELECT format('recipient %s: lease until %s', id, coalesce(lease_until::text, 'nothing'))
        FROM campaign_recipients
        WHERE status = 'sending' AND (
            lease_until IS NULL OR lease_until < CAST(:now AS timestamptz) - interval '5 minutes')
        """,
    ),
    Invariant(
        "Every recipient is a contact, unless the contact was erased after the end.",
        """
        SELECT format('recipient %s: %s without a contact', id, status)
        FROM campaign_recipients
        WHERE contact_id IS NULL AND (
            status IN ('pending', 'queued') OR status = 'sending' AND twin_contact_id IS NULL)
        """,
    ),
    Invariant(
        "Everyone who waits in a campaign with quiet hours has a time zone.",
        """
        SELECT format('campaign %s: recipient %s', r.campaign_id, r.id)
        FROM marketing_campaigns c JOIN campaign_recipients r ON r.campaign_id = c.id
        WHERE c.quiet_from IS NOT NULL AND c.status IN ('active', 'paused')
          AND r.status = 'pending' AND r.time_zones IS NULL
        """,
    ),
)
