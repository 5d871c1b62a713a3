"""Files of contacts as shops have them: some of their cells need mending."""

import random

from webapp.services.demo import CITIES, FIRST_NAMES, LAST_NAMES

HEADINGS = "Phone number,Name,City,Last order"
#: Rows that are left out, and one whose number is there twice.
FAULTY = (
    "not known,Carlos Peña,Cali,2026-09-15",
    "300 555 01,Sofía Núñez,Bogotá,2026-09-20",
    "300 555 0101,Ana Muñoz,Bogotá,2026-09-22",
    "3005550123 / 3005550124,Familia Ríos,Medellín,2026-09-23",
)
#: What somebody exported as a document: no table at all.
NO_TABLE = b"%PDF-1.7 customers"


def small() -> bytes:
    """Write down a handful of people, just uploaded."""
    rows = (
        "300 555 0101,Ana Muñoz,Bogotá,15/08/2026",
        "300 555 0102,José García,Cali,02/09/2026",
        "+57 300 555 0103,Lucía Rojas,Medellín,15/09/2026",
        *FAULTY[:2],
    )
    return "\n".join((HEADINGS, *rows)).encode()


def large(people: int, first: int) -> bytes:
    """Write down many; a few rows among them are faulty."""
    chance = random.Random(first)  # noqa: S311 (the same file everywhere)
    rows = [
        f"+57 310 {number // 10_000} {number % 10_000:04},"
        f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)},"
        f"{chance.choice(CITIES)},2026-{chance.randint(1, 9):02}-{chance.randint(1, 28):02}"
        for number in chance.sample(range(1_000_000, 9_999_999), people)
    ]
    for place, faulty in enumerate(FAULTY, start=3):
        rows.insert(place * people // 9, faulty)
    return "\n".join((HEADINGS, *rows)).encode()
