"""Files of contacts as shops have them: some rows have errors."""

import random

from tools.demo_data.people import person, spaced

#: People that the demo does not have.
STRANGERS = range(10_000_000, 20_000_000)
HEADINGS = "Phone number,Name,City,Last order"
#: Rows that are left out, and one with a duplicate number.
FAULTY = (
    "not known,Carlos Peña,Cali,2026-09-15",
    "300 555 01,Sofía Núñez,Bogotá,2026-09-20",
    "300 555 0101,Ana Muñoz,Bogotá,2026-09-22",
    "3005550123 / 3005550124,Familia Ríos,Medellín,2026-09-23",
)
#: A file that was exported as a document: no table at all.
NO_TABLE = b"%PDF-1.7 customers"


def small() -> bytes:
    """Return a file with a handful of people."""
    rows = (
        "300 555 0101,Ana Muñoz,Bogotá,15/08/2026",
        "300 555 0102,José García,Cali,02/09/2026",
        "+57 300 555 0103,Lucía Rojas,Medellín,15/09/2026",
        *FAULTY[:2],
    )
    return "\n".join((HEADINGS, *rows)).encode()


def large(people: int, first: int) -> bytes:
    """Return a file with many people; a few of its rows have errors."""
    chance = random.Random(first)  # noqa: S311 (the same file everywhere)
    everyone = (person(n) for n in chance.sample(STRANGERS, people))
    rows = [
        f"{spaced(person.phone_number)},{person.name},{person.city},{person.last_order}"
        for person in everyone
    ]
    for place, faulty in enumerate(FAULTY, start=3):
        rows.insert(place * people // 9, faulty)
    return "\n".join((HEADINGS, *rows)).encode()
