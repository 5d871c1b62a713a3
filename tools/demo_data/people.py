"""Invented people by number: the same number is the same person in every tool and every run."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple


class Shop(NamedTuple):
    """The home of a shop's customers."""

    #: Country and lowest phone number; the phone number of person n is higher by n.
    phones: tuple[tuple[str, int], ...]
    cities: tuple[str, ...]


class Person(NamedTuple):
    """One invented person."""

    phone_number: str
    country: str
    name: str
    city: str
    spent: int
    last_order: str


COLOMBIA = ("CO", 573_010_000_000)
#: A shop in Colombia, with numbers for 10,000,000 people in each of the codes 301 to 305.
DOMESTIC = Shop(
    (COLOMBIA,), ("Bogotá", "Medellín", "Cali", "Cartagena", "Barranquilla", "Santa Marta")
)
PERU, SPAIN = ("PE", 51_900_000_000), ("ES", 34_600_000_000)
#: Several countries share these two codes, so a number's country takes longer to find.
BRITAIN, UNITED_STATES = ("GB", 447_700_000_000), ("US", 14_155_000_000)
#: A shop with customers abroad, with numbers for 1,000,000 people.
INTERNATIONAL = Shop(
    (*[COLOMBIA] * 4, *[PERU] * 2, *[SPAIN] * 2, BRITAIN, UNITED_STATES),
    ("Lima", "Bogotá", "Leeds", "Boston"),
)

FIRST_NAMES = (
    *("Ana", "José", "María", "Luis", "Lucía", "Carlos", "Sofía", "Andrés", "Valentina", "Diego"),
    *("Camila", "Mateo", "Isabella", "Juan", "Gabriela", "Nicolás", "Paula", "Tomás", "Inés"),
)
LAST_NAMES = (
    *("García", "Muñoz", "Torres", "Rojas", "Pérez", "Gómez", "Castro", "Vargas", "Suárez"),
    *("Ortega", "Ríos", "Peña", "Cárdenas", "Salazar", "Núñez", "Ibáñez", "Quintero"),
)
#: Days of the last orders: from January to September.
DAYS = tuple((date(2026, 1, 1) + timedelta(day)).isoformat() for day in range(270))


def person(n: int, shop: Shop = DOMESTIC) -> Person:
    """Return person n of a shop.

    >>> person(0).phone_number, person(7).name, person(7).city
    ('+573010000000', 'Andrés Vargas', 'Medellín')
    """
    country, lowest = shop.phones[n % len(shop.phones)]
    return Person(
        f"+{lowest + n}",
        country,
        f"{FIRST_NAMES[n % len(FIRST_NAMES)]} {LAST_NAMES[n % len(LAST_NAMES)]}",
        shop.cities[n % len(shop.cities)],
        n % 500,
        DAYS[n % len(DAYS)],
    )


def people(count: int, shop: Shop = DOMESTIC) -> Iterator[Person]:
    """Yield the first people of a shop."""
    return (person(n, shop) for n in range(count))


def numbers(count: int, after: int = 0) -> list[str]:
    """Return this many phone numbers, starting after an offset."""
    return [person(n).phone_number for n in range(after, after + count)]


def spaced(phone_number: str) -> str:
    """Return the number as people write it.

    >>> spaced("+573010000000")
    '+57 301 0000000'
    """
    return f"{phone_number[:3]} {phone_number[3:6]} {phone_number[6:]}"
