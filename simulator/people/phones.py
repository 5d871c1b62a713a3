"""Phone numbers: who is the same person, and how WhatsApp writes their number."""

import re
from functools import lru_cache
from typing import NamedTuple

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE


class Country(NamedTuple):
    code: str
    language: str


#: Calling codes that the simulated people come from; anyone else counts as English.
COUNTRIES = {
    "1": Country("US", "en"),
    "20": Country("EG", "ar"),
    "33": Country("FR", "fr"),
    "34": Country("ES", "es"),
    "351": Country("PT", "pt"),
    "44": Country("GB", "en"),
    "49": Country("DE", "de"),
    "51": Country("PE", "es"),
    "52": Country("MX", "es"),
    "54": Country("AR", "es"),
    "55": Country("BR", "pt"),
    "56": Country("CL", "es"),
    "57": Country("CO", "es"),
    "62": Country("ID", "id"),
    "91": Country("IN", "hi"),
    "966": Country("SA", "ar"),
    "971": Country("AE", "ar"),
}
ELSEWHERE = Country("ZZ", "en")

#: A mobile has one digit more in some notations: here it is removed.
#: In Brazil only before 6-9, since landlines begin with 2-5.
PERSON_RULES = {
    "52": (re.compile(r"521(\d{10})"), r"52\1"),
    "54": (re.compile(r"549(\d{10})"), r"54\1"),
    "55": (re.compile(r"55(\d\d)9([6-9]\d{7})"), r"55\1\2"),
}

#: ... and here it is added where WhatsApp writes it: always in Mexico and Argentina,
#: in Brazil only for the area codes up to 28.
WA_ID_RULES = {
    "52": (re.compile(r"52(\d{10})"), r"521\1"),
    "54": (re.compile(r"54(\d{10})"), r"549\1"),
    "55": (re.compile(r"55([12]\d)([6-9]\d{7})"), r"55\g<1>9\2"),
}

#: Area codes after +1 that are not of the United States: Canada and the Caribbean.
NOT_US = frozenset({
    204, 226, 236, 249, 250, 263, 289, 306, 343, 354, 365, 367, 368, 382, 403, 416, 418, 428,
    431, 437, 438, 450, 460, 468, 474, 506, 514, 519, 548, 579, 581, 584, 587, 604, 613, 639,
    647, 672, 683, 705, 709, 742, 753, 778, 780, 782, 807, 819, 825, 867, 873, 879, 902, 905,
    242, 246, 264, 268, 284, 345, 441, 473, 649, 658, 664, 721, 758, 767, 784, 809, 829, 849,
    868, 869, 876,
})  # fmt: skip

SEPARATORS = str.maketrans("", "", "+-(). ")


def digits_of(number: str) -> str | None:
    """Return the digits of a phone number as typed; None when it cannot be one.

    >>> digits_of("+57 (300) 111-22-33")
    '573001112233'
    """
    digits = number.translate(SEPARATORS)
    return digits if digits.isascii() and digits.isdigit() and 7 <= len(digits) <= 15 else None


def person_of(digits: str) -> str:
    """Return one key per person, for every notation of the number.

    >>> person_of("5511987654321") == person_of("551187654321")
    True
    """
    return _rewritten(digits, PERSON_RULES)


def wa_id_of(person: str) -> str:
    """Return the person's number as WhatsApp writes it in its responses and webhooks."""
    return _rewritten(person, WA_ID_RULES)


def country_of(digits: str) -> Country:
    for length in (3, 2, 1):
        if country := COUNTRIES.get(digits[:length]):
            return country
    return ELSEWHERE


def region_of(digits: str) -> str:
    """Return the two letters of the number's country; ZZ when no country has this code."""
    return _region(digits[:4])


@lru_cache(maxsize=10_000)
def _region(head: str) -> str:
    if head.startswith("1"):
        return "CA" if head[1:].isdigit() and int(head[1:]) in NOT_US else "US"
    regions = (COUNTRY_CODE_TO_REGION_CODE.get(int(head[:length])) for length in (3, 2, 1))
    return next((found[0] for found in regions if found), ELSEWHERE.code)


def is_us(digits: str) -> bool:
    return digits[0] == "1" and len(digits) == 11 and int(digits[1:4]) not in NOT_US


def _rewritten(digits: str, rules: dict[str, tuple[re.Pattern[str], str]]) -> str:
    rule = rules.get(digits[:2])
    if rule is None:
        return digits
    pattern, replacement = rule
    return match.expand(replacement) if (match := pattern.fullmatch(digits)) else digits
