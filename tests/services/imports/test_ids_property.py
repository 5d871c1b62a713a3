"""Random files with numbers, user ids and both: the contacts are those of a plain oracle.

IMPORTS=1000 plays more of them.
"""

import csv
import io
import os
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support.database import empty_tables
from tests.support.imports import imported
from webapp.extensions import db
from webapp.models import Contact

IMPORTS = int(os.environ.get("IMPORTS", "30"))
NUMBERS = [f"+5730011122{last:02}" for last in range(5)]
USER_IDS = [f"CO.7001122{last}" for last in range(5)]

ROW = st.tuples(
    st.sampled_from(["", *NUMBERS]),
    st.sampled_from(["", *USER_IDS]),
    st.sampled_from(["", "Ana", "Eva", "Luz"]),
    st.sampled_from(["", "Lima", "Cali"]),
)
FILES = st.lists(st.lists(ROW, min_size=1, max_size=10), min_size=1, max_size=3)
Row = tuple[str, str, str, str]


@dataclass
class Person:
    number: str = ""
    user_id: str = ""
    name: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


class Oracle:
    """The contacts, and the same rules read row by row."""

    def __init__(self) -> None:
        self.people: list[Person] = []

    def imports(self, rows: list[Row]) -> int:
        """Import the rows of one file; return how many are left out."""
        good = [row for row in rows if (row[0] or row[1]) and not self.contradicts_us(row)]
        pairs = {row[:2] for row in good if row[0] and row[1]}
        good = [row for row in good if not self.contradicts_file(row, pairs)]
        number_of = {row[1]: row[0] for row in good if row[0] and row[1]}
        user_id_of = {row[0]: row[1] for row in good if row[0] and row[1]}
        for number, user_id, name, city in good:
            self.store(
                number or number_of.get(user_id, ""),
                user_id or user_id_of.get(number, ""),
                name,
                city,
            )
        return len(rows) - len(good)

    def find(self, number: str, user_id: str) -> list[Person]:
        """Return the contact with the number, then the one with the user id."""
        by_number = [one for one in self.people if number and one.number == number]
        by_user_id = [one for one in self.people if user_id and one.user_id == user_id]
        return by_number + [one for one in by_user_id if one not in by_number]

    def contradicts_us(self, row: Row) -> bool:
        number, user_id = row[:2]
        found = self.find(number, user_id)
        return len(found) > 1 or any(
            number and user_id and {one.number, one.user_id} - {number, user_id, ""}
            for one in found
        )

    @staticmethod
    def contradicts_file(row: Row, pairs: set[tuple[str, str]]) -> bool:
        if not (row[0] and row[1]):
            return False
        return (
            sum(pair[0] == row[0] for pair in pairs) + sum(pair[1] == row[1] for pair in pairs) > 2
        )

    def store(self, number: str, user_id: str, name: str, city: str) -> None:
        found = self.find(number, user_id)
        person = found[0] if found else Person()
        if not found:
            self.people.append(person)
        person.number, person.user_id = person.number or number, person.user_id or user_id
        person.name = name or person.name
        person.attributes |= {"city": city} if city else {}


def written(rows: list[Row]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([("phone", "whatsapp_user_id", "name", "city"), *rows])
    # The column is recognised by its name, whatever the first rows have.
    return buffer.getvalue()


@settings(
    max_examples=IMPORTS,
    deadline=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
@given(FILES)
def test_files_with_numbers_and_user_ids_become_the_right_contacts(app, files):
    empty_tables()
    oracle = Oracle()

    for rows in files:
        left_out = oracle.imports(rows)
        filled = [row for row in rows if any(row)]
        kept = imported(written(filled))
        db.session.expire_all()
        assert kept.rejected == left_out - (len(rows) - len(filled))
        assert kept.created + kept.updated + kept.unchanged + kept.repeated + kept.rejected == len(
            filled
        )

    stored = db.session.scalars(db.select(Contact)).all()
    assert sorted(
        (one.phone_number or "", one.user_id or "", one.name, one.attributes.get("city", ""))
        for one in stored
    ) == sorted(
        (one.number, one.user_id, one.name, one.attributes.get("city", "")) for one in oracle.people
    )
