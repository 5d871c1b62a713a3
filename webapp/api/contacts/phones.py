"""Phone numbers in requests, and the contacts who have them."""

from webapp.domain.contacts import phone
from webapp.domain.contacts.phone import InvalidPhone, Phone
from webapp.errors import InvalidInput
from webapp.models import Contact
from webapp.queries.contacts import default_country, former_identities


def read_phone(number: str) -> Phone:
    """Return the number; without a country code, the default country applies.

    Raise InvalidInput. An unencoded plus sign arrives as a space.
    """
    plus_lost = number.startswith(" ")
    try:
        return phone.parse(
            f"+{number.strip()}" if plus_lost else number, default_country.default_country()
        )
    except InvalidPhone as fault:
        raise InvalidInput(str(fault), {"phone_number": str(fault)}) from None


def find_contact(phone: Phone) -> Contact | None:
    """Return the contact who has the number, in any format, or had it before."""
    return former_identities.contact_by_key(phone.match_key)
