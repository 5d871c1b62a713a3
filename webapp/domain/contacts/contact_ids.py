"""What a program, a file or a user names a contact by: a number, a user id, or both."""

import re
from typing import NamedTuple

import phonenumbers

from webapp.domain.contacts import phone
from webapp.domain.contacts.address import USER_ID, country_of
from webapp.domain.contacts.phone import Phone
from webapp.domain.messages import Message, Refusal, coded

MEANT_AS_USER_ID = re.compile(r"\s*[A-Za-z]{2}\.\s*[A-Za-z0-9.]+\s*")


class InvalidUserId(Refusal):
    """The text is not a user id of WhatsApp."""


class ContactIds(NamedTuple):
    """A number to send to, WhatsApp's user id, or both."""

    phone: Phone | None = None
    user_id: str | None = None

    @property
    def key(self) -> str:
        """Return the number's match key; without a number the user id."""
        return self.phone.match_key if self.phone else self.user_id or ""

    @property
    def keys(self) -> list[str]:
        """Return the match key and the user id, as far as they are known."""
        return [key for key in (self.phone and self.phone.match_key, self.user_id) if key]

    @property
    def country(self) -> str:
        return self.phone.country if self.phone else country_of(self.user_id or "")

    @property
    def shown(self) -> str:
        """Return the number; without one the user id."""
        return self.phone.number if self.phone else self.user_id or ""


def read(phone_number: str, user_id: str, default_country: str) -> ContactIds:
    """Return the ids; the user id may be empty. Raises InvalidPhone or InvalidUserId."""
    if not user_id:
        return ContactIds(phone.parse(phone_number, default_country))
    number = phone.parse(phone_number, default_country) if phone_number else None
    return ContactIds(number, read_user_id(user_id))


def read_either(text: str, default_country: str) -> ContactIds:
    """Return the ids in a text that is either a number or a user id. Raises as `read`.

    >>> read_either("CO.7001", "CO").user_id, read_either("300 111 2233", "CO").shown
    ('CO.7001', '+573001112233')
    """
    is_user_id = is_meant_as_user_id(text)
    return read("", text, default_country) if is_user_id else read(text, "", default_country)


def is_meant_as_user_id(text: str) -> bool:
    """Return whether the text is rather a user id than a number, rightly written or not.

    >>> is_meant_as_user_id("co.7001"), is_meant_as_user_id("tel. 300 111 2233")
    (True, False)
    """
    return MEANT_AS_USER_ID.fullmatch(text) is not None


def read_user_id(text: str) -> str:
    """Return a user id as it is written: its case means something. Raises InvalidUserId."""
    user_id = text.strip()
    if not user_id:
        raise InvalidUserId(coded("contacts.user_id_missing"))
    form = USER_ID.fullmatch(user_id)
    if form is None:
        raise InvalidUserId(coded("contacts.user_id_is_none", written=user_id[:40]))
    if form[1] not in phonenumbers.SUPPORTED_REGIONS:
        raise InvalidUserId(
            coded("contacts.user_id_no_country", user_id=user_id[:40], letters=form[1])
        )
    return user_id


class Known(NamedTuple):
    """A contact that is stored, or is about to be, with its present ids."""

    contact_id: int | None
    ids: ContactIds


def conflict(
    given: ContactIds, by_number: Known | None, by_user_id: Known | None
) -> Message | None:
    """Return why a number and a user id cannot be those of one contact; None if they can.

    `by_number` and `by_user_id` are the contacts whom they identify. A contact who lacks one of
    the two may get it; it never replaces another, because WhatsApp itself reports changes.
    """
    shown = {"number": given.phone.number if given.phone else "", "user_id": given.user_id or ""}
    if by_number and by_user_id:
        is_same = by_number == by_user_id
        return None if is_same else coded("contacts.ids_of_two_contacts", **shown)
    if by_number and by_number.ids.user_id:
        return coded("contacts.has_another_user_id", **shown)
    if by_user_id and by_user_id.ids.phone:
        return coded("contacts.has_another_number", **shown)
    return None
