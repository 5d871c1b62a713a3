"""Phone numbers and user ids in requests."""

from webapp.domain.contacts import contact_ids
from webapp.domain.contacts.contact_ids import ContactIds, InvalidUserId
from webapp.domain.contacts.phone import InvalidPhone
from webapp.errors import InvalidInput
from webapp.queries.contacts import default_country

NEITHER = "Give phone_number, user_id or both."


def read_either(text: str) -> ContactIds:
    """Return the number or the user id of a path, as `read`."""
    return read(None, text) if contact_ids.is_meant_as_user_id(text) else read(text, None)


def read(phone_number: str | None, user_id: str | None) -> ContactIds:
    """Return what identifies a contact; without a country code, the default country applies.

    Raise InvalidInput. An unencoded plus sign arrives as a space.
    """
    if not (phone_number or user_id):
        raise InvalidInput(NEITHER, {"phone_number": NEITHER})
    number = phone_number or ""
    plus_lost = number.startswith(" ")
    number = f"+{number.strip()}" if plus_lost else number
    try:
        return contact_ids.read(number, user_id or "", default_country.default_country())
    except InvalidPhone as fault:
        raise InvalidInput(str(fault), {"phone_number": str(fault)}) from None
    except InvalidUserId as fault:
        raise InvalidInput(str(fault), {"user_id": str(fault)}) from None
