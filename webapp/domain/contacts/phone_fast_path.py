"""A fast parser for plain numbers with a country code, which are most rows of large files.

`phone.parse` needs 20 to 40 microseconds for a number, most of them for work that a plain one
does not need: signs to remove, prefixes to strip, a country to guess. This parser reads the same
tables and returns a result only where the full parser would return the same.
"""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata, PhoneNumber
from phonenumbers import region_code_for_number as region_of

PLAIN = re.compile(r"\+[1-9][0-9]{6,14}")
#: Signs that only make a number easier to read.
SIGNS = str.maketrans("", "", " -.()")
#: Leading digits that decide between countries of one code, as many as the tables use.
TELLING = 7


class _Code(NamedTuple):
    digits: int  # of the code itself
    lengths: frozenset[int]  # that numbers may have, without the code
    prefix: re.Pattern[str] | None  # of calls within the country: to be stripped elsewhere
    region: str
    has_one_region: bool


def read(text: str) -> tuple[str, str] | None:
    """Return a number in E.164 and its country; None if the full parser has to read it.

    >>> read("+573001112233"), read("+57 300-1112233"), read("+57 0300 1112233")
    (('+573001112233', 'CO'), ('+573001112233', 'CO'), None)
    """
    if not text.startswith("+"):
        return None
    if not PLAIN.fullmatch(text):
        text = text.translate(SIGNS)
        if not PLAIN.fullmatch(text):
            return None
    code = _code(text[1:4])
    if code is None:
        return None
    number = text[1 + code.digits :]
    if len(number) not in code.lengths or number[0] == "0":
        return None
    if code.prefix and code.prefix.match(number):
        return None
    if code.has_one_region:
        return text, code.region
    return text, _region(
        int(text[1 : 1 + code.digits]), number[:TELLING], len(number)
    ) or code.region


@lru_cache(maxsize=50_000)
def _region(code: int, start: str, length: int) -> str | None:
    """Return which country of one code the first digits belong to; None if they are unused."""
    return region_of(PhoneNumber(country_code=code, national_number=int(start.ljust(length, "5"))))


@cache
def _code(start: str) -> _Code | None:
    """Return the country code with which a number begins; None for codes without a country."""
    for digits in (1, 2, 3):
        regions = COUNTRY_CODE_TO_REGION_CODE.get(int(start[:digits]))
        if regions:
            break
    else:
        return None
    region = PhoneMetadata.metadata_for_region(regions[0])
    # Mexico's old 1 for mobiles is handled in phone.py.
    if region is None or region.general_desc is None or start == "521":
        return None
    prefix = region.national_prefix_for_parsing
    lengths = set(region.general_desc.possible_length)
    return _Code(
        digits,
        frozenset(lengths - set(region.general_desc.possible_length_local_only)),
        re.compile(prefix) if prefix else None,
        regions[0],
        len(regions) == 1,
    )
