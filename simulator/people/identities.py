"""The number and the user id of each person, and how both change during a run."""

from typing import NamedTuple

from simulator.people.phones import person_of
from simulator.people.user_ids import user_id_of, whose_user_id

#: A user id begins with the digit of its issue, so a number can have this many.
MOST_ISSUES = 9


class Identity(NamedTuple):
    """What identifies a person now. The key of a person never changes; these do."""

    number: str
    issue: int
    user_id: str


class Identities:
    """Made from the seed; only the people who changed something are stored."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._changed: dict[str, Identity] = {}
        #: The people who moved to another number, by that number.
        self._moved: dict[str, str] = {}

    def key_of(self, digits: str) -> str:
        """Return the person whom this number reaches, or reached before they moved."""
        number = person_of(digits)
        return self._moved.get(number, number)

    def key_of_user(self, user_id: str) -> str | None:
        """Return the person with this user id, own or parent, old or new; or None."""
        number = whose_user_id(self._seed, user_id.replace(".ENT.", "."))
        return None if number is None else self._moved.get(number, number)

    def has_changed(self, key: str) -> bool:
        return key in self._changed

    def get(self, key: str) -> Identity:
        """Return what identifies the person now."""
        return self._changed.get(key) or Identity(key, 1, user_id_of(self._seed, key))

    def is_outdated(self, key: str, digits: str | None, address: str) -> bool:
        """Return whether the person has another number or user id by now."""
        now = self._changed.get(key)
        if now is None:
            return False
        return address != now.user_id if digits is None else person_of(digits) != now.number

    def change_number(self, key: str, digits: str) -> Identity:
        """Give the person another number, and with it another user id."""
        number = person_of(digits)
        self._moved[number] = key
        self._changed[key] = Identity(number, 1, user_id_of(self._seed, number))
        return self._changed[key]

    def change_user_id(self, key: str) -> Identity:
        """Give the person another user id; the number stays."""
        number, issue, _ = self.get(key)
        issue = issue % MOST_ISSUES + 1
        self._changed[key] = Identity(number, issue, user_id_of(self._seed, number, issue))
        return self._changed[key]


def next_number(number: str) -> str:
    """Return a number of the same country and network, for a person who moves.

    >>> next_number("573001112233")
    '573006112233'
    """
    last = (int(number[-7:]) + 5_000_000) % 10_000_000
    return f"{number[:-7]}{last:07}"
