"""The people: who they are and the outcome of a message to them, the same in every run.

All is drawn from a hash of the seed and the person, so it depends neither on the order nor
on the number of messages.
"""

import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import blake2b
from struct import unpack
from typing import NamedTuple

from simulator.people.phones import Country, country_of

NAMES = (
    "Lina", "José Ángel", "María Peña", "João", "Conceição", "André", "Zoë", "François",
    "Hélène", "Jürgen", "Müller & Söhne", "Siti", "अनिता", "محمد", "Søren", "Łukasz",
    "Ñusta", "Ana", "Li 李", "Beyoncé ✨",
)  # fmt: skip


#: A draw is one of so many whole numbers.
DRAWS = 2**32


class Person(NamedTuple):
    """One person; each draw lies in [0, 1) and decides one thing."""

    key: str
    reach: float
    answer: float
    reads: float
    pace: float
    odd: float

    @property
    def country(self) -> Country:
        return country_of(self.key)

    @property
    def name(self) -> str:
        return NAMES[int(self.odd * 1e6) % len(NAMES)]


class Traits(NamedTuple):
    """More draws of a person, for habits that few populations have."""

    secrecy: float
    moment: float
    moves: float
    thread: float
    clicks: float
    contact: float


@lru_cache(maxsize=1_000)  # a message asks for its recipient several times
@lru_cache(maxsize=10_000)
def person(seed: int, key: str) -> Person:
    """Return the person; cached, because a message asks for its person several times."""
    digest = blake2b(f"{seed}:{key}".encode(), digest_size=20).digest()
    reach, answer, reads, pace, odd = unpack("<5I", digest)
    return Person(key, reach / DRAWS, answer / DRAWS, reads / DRAWS, pace / DRAWS, odd / DRAWS)


def traits(seed: int, key: str) -> Traits:
    digest = blake2b(f"{seed}:{key}:traits".encode(), digest_size=24).digest()
    return Traits(*(draw / DRAWS for draw in unpack("<6I", digest)))


def username_of(person: Person) -> str:
    """Return a username such as `@lina.4711`, of the letters that usernames may have."""
    plain = unicodedata.normalize("NFKD", person.name).encode("ascii", "ignore").decode()
    letters = "".join(char for char in plain.lower() if char.isalpha()) or "user"
    return f"@{letters}.{int(person.odd * 2**32)}"


def chosen(draw: float, names: Iterable[str], share: Callable[[str], float]) -> str | None:
    """Return the name for this draw, when each name has its share of the people."""
    reached = 0.0
    for name in names:
        reached += share(name)
        if draw < reached:
            return name
    return None
