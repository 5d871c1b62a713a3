"""People who were sent a message, for benchmarks of receipts."""

from collections.abc import Sequence
from random import Random

from psycopg import Connection

from tools.demo_data.people import numbers

PREPARE = """
INSERT INTO portfolios (name, reserve, created_at) VALUES ('bench', 0, now());
INSERT INTO senders (portfolio_id, phone_number_id, waba_id, display_phone_number, verified_name,
                     access_token, messages_per_second, quality_rating, status, marketing_route,
                     created_at)
SELECT id, '100000000000001', '200000000000001', '', '', '', 1000, 'GREEN', 'connected',
       'automatic', now()
FROM portfolios;
INSERT INTO marketing_campaigns (id, kind, name, description, status, sender_id, variables,
    priority, daily_send_limit, timezone, window_opens, window_closes, weekdays, created_by,
    created_at)
SELECT gen_random_uuid(), 'campaign', 'bench', '', 'active', id, '{}', 5, 250, 'America/Lima',
       '00:00', '00:00', '{0,1,2,3,4,5,6}', 'bench', now() FROM senders;
INSERT INTO contacts (phone_number, match_key, country, name, attributes, subscription,
                      wa_id, user_id, created_at, updated_at)
SELECT '+' || digits, digits, 'CO', '', '{}', 'subscribed', digits, 'CO.' || digits, now(), now()
FROM (SELECT ltrim(number, '+') AS digits FROM unnest(%(numbers)s::text[]) AS number) numbers;
INSERT INTO campaign_recipients (campaign_id, contact_id, phone_number, position, status,
    variables, attempts, claim_token, wamid, accepted_at, claimed_at)
SELECT (SELECT id FROM marketing_campaigns), id, phone_number, row_number() OVER (ORDER BY id),
       'sent', '{}', 1, gen_random_uuid(), 'wamid.' || md5(id::text), now(), now() FROM contacts;
ANALYZE;
"""

Sent = tuple[str, str, str]  # wamid, number, callback


def write_to(connection: Connection, people: int) -> Sequence[Sent]:
    """Make a campaign whose messages were all accepted; return them in a random order.

    The contacts' user ids are known, as they are after the first campaign.
    """
    for statement in PREPARE.split(";\n"):
        connection.execute(statement, {"numbers": numbers(people)})
    connection.commit()
    sent: list[Sent] = connection.execute(
        "SELECT wamid, ltrim(phone_number, '+'), id || '.' || claim_token"
        " FROM campaign_recipients ORDER BY id"
    ).fetchall()
    Random(7).shuffle(sent)  # noqa: S311
    return sent
