"""A million contacts, the same in every run."""

import json
from datetime import UTC, datetime, timedelta

from psycopg import Connection

from tools.demo_data.people import INTERNATIONAL, people

PEOPLE = 1_000_000

COPY = """
COPY contacts (phone_number, match_key, country, name, attributes, subscription, created_at,
               updated_at) FROM STDIN
"""


def make(connection: Connection, count: int = PEOPLE) -> None:
    """Fill the table of contacts; one in twenty is unsubscribed."""
    now = datetime.now(UTC)
    with connection.cursor().copy(COPY) as copy:
        for n, person in enumerate(people(count, INTERNATIONAL)):
            attributes = {
                "city": person.city,
                "spent": str(person.spent),
                "last_order": person.last_order,
            }
            copy.write_row(
                (
                    *(
                        person.phone_number,
                        person.phone_number.removeprefix("+"),
                        person.country,
                        person.name,
                    ),
                    json.dumps(attributes),
                    "subscribed" if n % 20 else "unsubscribed",
                    *(now - timedelta(n % 400), now),
                )
            )
    connection.commit()
    connection.autocommit = True
    connection.execute("VACUUM ANALYZE contacts")
    connection.autocommit = False
