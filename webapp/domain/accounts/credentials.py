"""What a login is made of: an e-mail address and a password."""

import re
from typing import NamedTuple

from webapp.domain.translatable import N_

SHORTEST_PASSWORD = 10  # characters
#: A longer one would only keep the processor busy.
LONGEST_PASSWORD = 200  # characters
LONGEST_EMAIL = 254  # characters

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]+")


class Email(NamedTuple):
    """An e-mail address as it is stored, and what is wrong with it; "" when nothing is."""

    address: str
    fault: str


def read_email(typed: str) -> Email:
    """Return the address without blanks around it, in small letters, and checked.

    >>> read_email(" Ana@Example.COM ")
    Email(address='ana@example.com', fault='')
    """
    address = typed.strip().lower()
    if len(address) <= LONGEST_EMAIL and _EMAIL.fullmatch(address):
        return Email(address, "")
    return Email(address, N_("Enter an e-mail address, such as ana@shop.com."))


def password_fault(password: str) -> str:
    """Return what is wrong with a new password; "" when nothing is."""
    if len(password) < SHORTEST_PASSWORD:
        return N_("Use at least %(least)s characters.", least=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        return N_(
            "The password is too long: give at most %(most)s characters.",
            most=LONGEST_PASSWORD,
        )
    return ""
