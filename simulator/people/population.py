"""The people: who they are and the outcome of a message to them, the same in every run.

All is drawn from a hash of the seed and the person, so it depends neither on the order nor
on the number of messages.
"""

from collections.abc import Callable, Iterable
from hashlib import blake2b
from struct import unpack
from typing import NamedTuple

from simulator.people.phones import Country, country_of

#: Shares of the people. `plain`: everybody is reached and reads, nobody replies.
PRESETS: dict[str, dict[str, float]] = {
    "plain": {"read": 1.0},
    "lively": {
        "not_on_whatsapp": 0.02,
        "capped": 0.01,
        "native_stopped": 0.005,
        "experiment": 0.003,
        "never_delivered": 0.01,
        "read": 0.6,
        "stop_reply": 0.03,
        "stop_button": 0.01,
        "native_stop": 0.005,
        "other_reply": 0.05,
        "rewritten_wa_id": 1.0,
    },
}
RATES = PRESETS["lively"].keys()

#: Why a message fails, with its code.
REFUSALS = {
    "not_on_whatsapp": 131026,
    "capped": 131049,
    "native_stopped": 131050,
    "experiment": 130472,
}
OBSTACLES = (*REFUSALS, "never_delivered")
REPLIES = ("stop_reply", "stop_button", "native_stop", "other_reply")

NAMES = (
    "Lina", "José Ángel", "María Peña", "João", "Conceição", "André", "Zoë", "François",
    "Hélène", "Jürgen", "Müller & Söhne", "Siti", "अनिता", "محمد", "Søren", "Łukasz",
    "Ñusta", "Ana", "Li 李", "Beyoncé ✨",
)  # fmt: skip


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

    @property
    def user_id(self) -> str:
        """Return the business-scoped user id; `person_with` finds the person again."""
        digits = f"1{int(self.odd * 2**32):010}{self.key}"
        return f"{self.country.code}.{int(digits):X}"


def person(seed: int, key: str) -> Person:
    digest = blake2b(f"{seed}:{key}".encode(), digest_size=20).digest()
    reach, answer, reads, pace, odd = (draw / 2**32 for draw in unpack("<5I", digest))
    return Person(key, reach, answer, reads, pace, odd)


def person_with(seed: int, user_id: str) -> Person | None:
    """Return the person with this user id; None for an id of another portfolio."""
    try:
        key = str(int(user_id.rpartition(".")[2], 16))[11:]
    except ValueError:
        return None
    found = person(seed, key) if key else None
    return found if found is not None and found.user_id == user_id else None


def chosen(draw: float, names: Iterable[str], share: Callable[[str], float]) -> str | None:
    """Return the name for this draw, when each name has its share of the people."""
    reached = 0.0
    for name in names:
        reached += share(name)
        if draw < reached:
            return name
    return None
