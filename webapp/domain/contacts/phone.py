"""Phone numbers: parsed from any usual format, compared by person, formatted for reading."""

import re
import unicodedata
from typing import NamedTuple

import phonenumbers
from phonenumbers import CountryCodeSource, NumberParseException, PhoneNumberFormat
from phonenumbers import ValidationResult as Length

from webapp.domain.contacts import phone_fast_path
from webapp.domain.messages import Message, Refusal, coded
from webapp.domain.translatable import Country

#: Most numbers are plain, and files have a million of them: these need no cleaning.
PLAIN = re.compile(r"\+?[1-9][0-9]{6,14}")
#: Words that address books, lead forms and links put before a number.
LABEL = re.compile(r"(?:tel|phone|whatsapp|p)\s*:\s*", re.IGNORECASE)
WRITTEN = re.compile(r"[\s(]*+\+?[\d\s().,/\-‐-―−]*\d[\s)]*")
#: Excel turns a long number into 4.47E+11, and the dropped digits are lost.
SHORTENED = re.compile(r"\+?\d+(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
#: A number that a spreadsheet or a data frame stored as a decimal: 447700900001.0
DECIMAL = re.compile(r"(\+?\d{6,})[.,]0+")
OLD_MEXICAN = re.compile(r"[\s(]*\+52[\s)-]*1((?:\D*\d){10})")
DOUBLE_ZERO = re.compile(r"[\s(]*\+?00")

WHY_NOT = {
    Length.TOO_SHORT: coded("contacts.phone_too_short"),
    Length.TOO_LONG: coded("contacts.phone_too_long"),
    Length.INVALID_LENGTH: coded("contacts.phone_wrong_length"),
    Length.INVALID_COUNTRY_CODE: coded("contacts.phone_no_such_country"),
    Length.IS_POSSIBLE_LOCAL_ONLY: coded("contacts.phone_lacks_area"),
}


class InvalidPhone(Refusal):
    """The text is not a phone number that can receive messages."""


class Phone(NamedTuple):
    """A number to send to, the match key of its person, and an ISO country."""

    number: str
    match_key: str
    country: str


def parse(text: str, default_country: str) -> Phone:
    """Return a phone number from any usual format; the default country is for local numbers.

    >>> parse("0300 111 2233", "CO").number
    '+573001112233'
    """
    if plain := phone_fast_path.read(text):
        return Phone(plain[0], match_key(plain[0]), plain[1])
    written = text if PLAIN.fullmatch(text) else _cleaned(text)
    number, e164 = _read(written, default_country), ""
    # Zeros that are the prefix of calls within the country are stripped one at a time.
    while (found := phonenumbers.format_number(number, PhoneNumberFormat.E164)) != e164:
        number, e164 = _read(found, ""), found
    return Phone(e164, match_key(e164), _country(number))


def from_wa_id(digits: str) -> Phone:
    """Return the phone number of a wa_id, the digits by which WhatsApp identifies a person."""
    return parse(f"+{digits.removeprefix('+')}", "")


def match_key(e164: str) -> str:
    """Return the key of a number's person: forms that WhatsApp may swap have the same key.

    Brazil loses the ninth digit of mobiles (not of landlines, which begin with 2 to 5), Mexico
    the 1 after 52, Argentina the 9 after 54. An Argentine number without the 9 might be a
    landline, so other products match in one direction only. A key has no direction, so both
    forms are joined: if a landline and a mobile ever share their ten digits, one message too
    few is sent and a STOP counts for both, never the reverse.

    >>> match_key("+5511987654321") == match_key("+551187654321")
    True
    """
    digits = e164.removeprefix("+")
    if len(digits) != 13:
        return digits
    if digits.startswith("55") and digits[4] == "9" and digits[5] in "6789":
        return digits[:4] + digits[5:]
    if digits.startswith(("521", "549")):
        return digits[:2] + digits[3:]
    return digits


def pretty(number: str) -> str:
    """Return a number with spaces, +57 300 1112233; one that is not valid is unchanged."""
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException:
        return number
    return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)


def _cleaned(text: str) -> str:
    """Return only the digits and the usual signs between them. Raises where others remain."""
    written = _without_decoration(text)
    if not written:
        raise InvalidPhone(coded("contacts.phone_missing"))
    if SHORTENED.fullmatch(written):
        lost = coded("contacts.phone_shortened_by_excel", written=written)
        raise InvalidPhone(lost)
    if not WRITTEN.fullmatch(written):
        raise InvalidPhone(coded("contacts.phone_is_none", written=written[:40]))
    return written


def _without_decoration(text: str) -> str:
    if not text.isascii():
        text = "".join(map(_plain_character, unicodedata.normalize("NFKC", text)))
    text = LABEL.sub("", text.strip().lstrip("'’‘`").strip(), count=1)
    if decimal := DECIMAL.fullmatch(text):
        text = decimal[1]
    return DOUBLE_ZERO.sub("+", text, count=1) if DOUBLE_ZERO.match(text) else text


def _plain_character(character: str) -> str:
    """Return digits of any script as ASCII; "" for the invisible marks that phones copy."""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return "" if unicodedata.category(character) == "Cf" else character


def _read(written: str, default_country: str) -> phonenumbers.PhoneNumber:
    international = written.startswith("+")
    try:
        number = phonenumbers.parse(
            _modern(written), default_country or None, keep_raw_input=not international
        )
    except NumberParseException as error:
        raise InvalidPhone(_unreadable(written, error)) from None
    length = phonenumbers.is_possible_number_with_reason(number)
    # With a country code the meaning is clear, so the length is enough: new ranges open before
    # the tables have them, and test ranges are not valid in any table.
    if international or number.country_code_source != CountryCodeSource.FROM_DEFAULT_COUNTRY:
        if length == Length.IS_POSSIBLE:
            return number
        raise InvalidPhone(coded("contacts.phone_refused", number=written, why=WHY_NOT[length]))
    # Without one, a message to a mistyped number would reach a stranger: the range must exist.
    if phonenumbers.is_valid_number(number):
        return number
    if found := _as_digits_of_whatsapp(written):
        return found
    home = Country(default_country)
    why = WHY_NOT.get(length, coded("contacts.phone_not_in_use", country=home))
    fault = coded("contacts.phone_refused_at_home", number=written, why=why)
    raise InvalidPhone(fault)


def _modern(written: str) -> str:
    """Return a number without Mexico's old 1 for mobiles, which WhatsApp still adds."""
    if old := OLD_MEXICAN.fullmatch(written):
        return f"+52{old[1]}"
    return written


def _as_digits_of_whatsapp(written: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(_modern("+" + re.sub(r"\D", "", written)))
    except NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def _unreadable(written: str, error: NumberParseException) -> Message:
    if error.error_type == NumberParseException.INVALID_COUNTRY_CODE:
        if "+" in written:
            return coded(
                "contacts.phone_refused", number=written, why=WHY_NOT[Length.INVALID_COUNTRY_CODE]
            )
        return coded("contacts.phone_lacks_country", number=written)
    too_long = error.error_type == NumberParseException.TOO_LONG
    return coded(
        "contacts.phone_refused",
        number=written,
        why=WHY_NOT[Length.TOO_LONG if too_long else Length.TOO_SHORT],
    )


def _country(number: phonenumbers.PhoneNumber) -> str:
    """Return the number's country; the main one of its code if the range does not decide."""
    code = number.country_code or 0
    region = phonenumbers.region_code_for_number(number)
    region = region or phonenumbers.region_code_for_country_code(code)
    return region if region and region.isalpha() and region != "ZZ" else ""
