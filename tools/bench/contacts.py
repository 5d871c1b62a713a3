"""A million contacts, made by the database itself, the same in every run."""

from psycopg import Connection

PEOPLE = 1_000_000

MAKE = """
INSERT INTO contacts (phone_number, match_key, country, name, attributes, subscription,
                      created_at, updated_at)
SELECT '+57300' || to_char(n, 'FM0000000'), '57300' || to_char(n, 'FM0000000'),
       (ARRAY['CO', 'PE', 'ES', 'GB', 'US'])[n % 5 + 1],
       (ARRAY['Ana', 'José', 'Zoë', 'Li', 'Mia'])[n % 5 + 1] || ' ' || n % 1000,
       jsonb_build_object('city', (ARRAY['Lima', 'Bogotá', 'Leeds', 'Boston'])[n % 4 + 1],
                          'spent', (n % 500)::text, 'since', to_char(DATE '2026-01-01' + n % 300,
                          'YYYY-MM-DD')),
       CASE WHEN n % 20 = 0 THEN 'unsubscribed' ELSE 'subscribed' END,
       now() - n % 400 * INTERVAL '1 day', now()
FROM generate_series(0, {people} - 1) n
"""


def make(connection: Connection, people: int = PEOPLE) -> None:
    """Fill the table of contacts."""
    connection.execute(MAKE.format(people=people).encode())
    connection.commit()
    connection.autocommit = True
    connection.execute("VACUUM ANALYZE contacts")
    connection.autocommit = False
