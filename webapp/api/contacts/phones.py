"""Phone numbers as programs give them, and the people behind them."""

from webapp.domain.contacts import phone
from webapp.domain.contacts.phone import InvalidPhone, Phone
from webapp.errors import InvalidInput
from webapp.models import Contact
from webapp.queries.contacts import default_country, former_numbers


def read_phone(written: str) -> Phone:
    """Read a number; without a country code it is of the configured country.

    Raises InvalidInput. A plus sign that was not encoded has become a space on its way here.
    """
    plus_lost = written.startswith(" ")
    try:
        return phone.parse(
            f"+{written.strip()}" if plus_lost else written, default_country.default_country()
        )
    except InvalidPhone as fault:
        raise InvalidInput(str(fault), {"phone_number": str(fault)}) from None


def find_contact(phone: Phone) -> Contact | None:
    """Find the person, by whichever form of the number we know them, or by a former one."""
    return former_numbers.contact_by_key(phone.match_key)
