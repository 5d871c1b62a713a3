"""Business-scoped user ids: made from a number and the seed, and read back without a register."""

from functools import lru_cache
from hashlib import blake2b

from simulator.people.phones import region_of

#: Larger than any issue with a number behind it. Multiplying modulo a prime can be undone.
PRIME = 2**61 - 1
SHORTEST_NUMBER, LONGEST_NUMBER = 7, 15


def user_id_of(seed: int, number: str, issue: int = 1) -> str:
    """Return the user id of a number; another issue (1 to 9) is another id."""
    return f"{region_of(number)}.{int(f'{issue}{number}') * _factor(seed) % PRIME}"


def whose_user_id(seed: int, user_id: str) -> str | None:
    """Return the number that has this user id, or None when it is of another portfolio.

    >>> whose_user_id(1, user_id_of(1, "573001112233", issue=2))
    '573001112233'
    >>> whose_user_id(2, user_id_of(1, "573001112233"))
    """
    scrambled = user_id.partition(".")[2]
    if not (scrambled.isascii() and scrambled.isdigit()) or len(scrambled) > len(str(PRIME)):
        return None
    plain = str(int(scrambled) * pow(_factor(seed), -1, PRIME) % PRIME)
    issue, number = int(plain[0]), plain[1:]
    is_number = SHORTEST_NUMBER <= len(number) <= LONGEST_NUMBER
    return number if is_number and user_id_of(seed, number, issue) == user_id else None


@lru_cache(maxsize=16)
def _factor(seed: int) -> int:
    digest = blake2b(f"{seed}:user ids".encode(), digest_size=7).digest()
    return int.from_bytes(digest, "big") + 2
