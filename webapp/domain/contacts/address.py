"""How to address a person: by phone number where it is known, else by WhatsApp's user id."""

import re
from typing import NamedTuple

#: A business-scoped user id, CO.70011223344, or the form that linked portfolios share,
#: CO.ENT.11223344. Its case and its dots are part of it. [D:bsuid]
USER_ID = re.compile(r"([A-Z]{2})\.(?:ENT\.)?[A-Za-z0-9]{1,128}")
#: Ids up to this length are shown whole.
SHORT_ID_LENGTH = 10
SHOWN_AT_THE_END = 4


class Address(NamedTuple):
    """Where a message goes: the number if there is one, because WhatsApp delivers better to it."""

    phone_number: str | None = None
    user_id: str | None = None

    @property
    def fields(self) -> dict[str, str]:
        """Return the field of a message's body that names the recipient.

        >>> Address("+573001112233", "CO.70011223344").fields, Address(None, "CO.7001").fields
        ({'to': '+573001112233'}, {'recipient': 'CO.7001'})
        """
        if self.phone_number:
            return {"to": self.phone_number}  # with its +, or WhatsApp may add our country code
        return {"recipient": self.user_id or ""}


def country_of(user_id: str) -> str:
    """Return the country in a user id; "" if it has none.

    >>> country_of("CO.70011223344"), country_of("70011223344")
    ('CO', '')
    """
    form = USER_ID.fullmatch(user_id)
    return form[1] if form else ""


def short_user_id(user_id: str) -> str:
    """Return a user id as it is shown to people.

    >>> short_user_id("CO.70011223344"), short_user_id("CO.111")
    ('CO…3344', 'CO.111')
    """
    if len(user_id) <= SHORT_ID_LENGTH:
        return user_id
    return f"{country_of(user_id)}…{user_id[-SHOWN_AT_THE_END:]}"
