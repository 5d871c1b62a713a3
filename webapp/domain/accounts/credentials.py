"""The parts of a login: an e-mail address and a password."""

import re
from typing import NamedTuple

from webapp.domain.translatable import N_

MIN_PASSWORD_LENGTH = 10  # characters
#: Hashing a longer one would only cost time.
MAX_PASSWORD_LENGTH = 200  # characters
MAX_EMAIL_LENGTH = 254  # characters

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]+")


class Email(NamedTuple):
    """An e-mail address as it is stored, and its fault; "" if it is valid."""

    address: str
    fault: str


def read_email(typed: str) -> Email:
    """Return the address without surrounding spaces, in lower case, and checked.

    >>> read_email(" Ana@Example.COM ")
    Email(address='ana@example.com', fault='')
    """
    address = typed.strip().lower()
    if len(address) <= MAX_EMAIL_LENGTH and _EMAIL.fullmatch(address):
        return Email(address, "")
    return Email(address, N_("Enter an e-mail address, such as ana@shop.com."))


def password_fault(password: str) -> str:
    """Return what is wrong with a new password; "" if it is valid."""
    if len(password) < MIN_PASSWORD_LENGTH:
        return N_("Use at least %(least)s characters.", least=MIN_PASSWORD_LENGTH)
    if len(password) > MAX_PASSWORD_LENGTH:
        return N_(
            "The password is too long: give at most %(most)s characters.",
            most=MAX_PASSWORD_LENGTH,
        )
    return ""
