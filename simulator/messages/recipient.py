"""The recipient of a message: a phone number, or a business-scoped user id."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from simulator.errors import GraphError
from simulator.people.identities import Identities
from simulator.people.phones import digits_of
from simulator.settings import Number

USER_ID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")


class Recipient(NamedTuple):
    """The address as it was written, and the person; `digits` only of a phone number."""

    address: str
    digits: str | None
    person: str


def recipient_of(
    body: Mapping[str, Any], number: Number, identities: Identities, country_code: str
) -> Recipient:
    """Return the recipient of a message. Of two addresses the phone number counts."""
    if to := body.get("to"):
        return _by_phone(to, number, identities, country_code)
    if user_id := body.get("recipient"):
        return _by_user_id(user_id, identities)
    raise GraphError(100, "One of the parameters to and recipient is required.")


def _by_phone(to: Any, number: Number, identities: Identities, country_code: str) -> Recipient:
    digits = digits_of(to) if isinstance(to, str) else None
    if digits is None:
        raise GraphError(131009, f"to: {to!r} is not a phone number.")
    if country_code and not to.startswith("+"):
        digits = country_code + digits
    if digits == digits_of(number.display_phone_number):
        raise GraphError(131021, "The recipient is the sender.")
    return Recipient(to, digits, identities.key_of(digits))


def _by_user_id(user_id: Any, identities: Identities) -> Recipient:
    if not isinstance(user_id, str) or not USER_ID.fullmatch(user_id):
        raise GraphError(131009, f"recipient: {user_id!r} is not a business-scoped user id.")
    person = identities.key_of_user(user_id)
    if person is None:
        raise GraphError(131009, f"recipient: {user_id} is not a user of this portfolio.")
    return Recipient(user_id, None, person)
