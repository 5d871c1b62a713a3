"""The rules for a contact's name, and for the names and values of attributes."""

import re
import unicodedata
from collections.abc import Mapping

from webapp.domain.message_templates.sources import NAME
from webapp.domain.messages import Message, coded
from webapp.domain.translatable import N_

LONGEST_NAME = 200  # characters
LONGEST_ATTRIBUTE = 100  # characters of an attribute's name
LONGEST_VALUE = 1_000  # characters


def attribute_name(heading: str) -> str:
    """Return the attribute's name for a heading.

    >>> attribute_name("Código Postal"), attribute_name("firstName")
    ('codigo_postal', 'first_name')
    """
    plain = unicodedata.normalize("NFKD", heading)
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", plain)
    return re.sub(r"\W+", "_", apart).strip("_").lower()


def name_fault(name: str) -> Message | None:
    """Return what is wrong with a person's name; None if it is valid."""
    if len(name) <= LONGEST_NAME:
        return None
    return coded("contacts.name_too_long", most=LONGEST_NAME)


def attribute_fault(name: str) -> str:
    """Return what is wrong with an attribute's name; "" if it is valid."""
    if name == NAME:
        return N_("No field can be called name: the name has a place of its own.")
    if not name or attribute_name(name) != name:
        return N_("Give the field a name in small letters, such as first_name.")
    if len(name) > LONGEST_ATTRIBUTE:
        return N_(
            "The name of a field is too long: give at most %(most)s characters.",
            most=LONGEST_ATTRIBUTE,
        )
    return ""


def value_fault(value: str) -> str:
    """Return what is wrong with an attribute's value; "" if it is valid."""
    if len(value) <= LONGEST_VALUE:
        return ""
    return N_("The value is too long: give at most %(most)s characters.", most=LONGEST_VALUE)


def faults(name: str, attributes: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong with a contact's name and attributes, by field.

    >>> faults("Ana", {"First Name": "Ana"})
    {'attributes.First Name': 'Give the field a name in small letters, such as first_name.'}
    """
    found: dict[str, str | None] = {"name": name_fault(name)} | {
        f"attributes.{key}": attribute_fault(key) or value_fault(value)
        for key, value in attributes.items()
    }
    return {field: fault for field, fault in found.items() if fault}
