"""Numbers written plain and with their country code, which is what large files are made of.

`phone.parse` needs 20 to 40 microseconds for a number, most of them for what a plain one does
not have: signs to remove, prefixes to strip, a country to guess. This reads the same tables and
answers only where the whole machinery would change nothing.
"""

import re
from functools import cache
from typing import NamedTuple

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata, PhoneNumber
from phonenumbers import region_code_for_number as region_of

PLAIN = re.compile(r"\+[1-9][0-9]{6,14}")


class _Code(NamedTuple):
    digits: int  # of the code itself
    lengths: frozenset[int]  # that numbers may have, without the code
    prefix: re.Pattern[str] | None  # of calls within the country: to be stripped elsewhere
    region: str
    has_one_region: bool


def country(text: str) -> str | None:
    """Name the country of a number that is E.164 as it stands; None asks for a closer look.

    >>> country("+573001112233"), country("+57 300 1112233"), country("+5730011122")
    ('CO', None, None)
    """
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
        return code.region
    region = region_of(
        PhoneNumber(country_code=int(text[1 : 1 + code.digits]), national_number=int(number))
    )
    return region or code.region


@cache
def _code(start: str) -> _Code | None:
    """Find the country code with which a number begins; None for codes of no country."""
    for digits in (1, 2, 3):
        regions = COUNTRY_CODE_TO_REGION_CODE.get(int(start[:digits]))
        if regions:
            break
    else:
        return None
    region = PhoneMetadata.metadata_for_region(regions[0])
    # Mexico's old 1 for mobiles is read in phone.py.
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
