"""The time zones in which a phone number's owner may live, by its first digits."""

from collections import defaultdict
from collections.abc import Iterable
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers.tzdata import TIMEZONE_DATA

#: The digits that decide the zones; entries with more digits count for their first ones.
DIGITS = 7
#: All numbers of the North American plan belong to an area, mobiles included.
NORTH_AMERICA = "1"


def of(number: str) -> str:
    """Return the zones of a number in E.164, separated by spaces; "" if none is known.

    A mobile that is tied to no area may be anywhere in its country.

    >>> of("+573001112233"), of("+12125550123"), of("+34612345678")
    ('America/Bogota', 'America/New_York', 'Atlantic/Canary Europe/Madrid')
    """
    digits = number.removeprefix("+")[:DIGITS]
    code = next((digits[:n] for n in (1, 2, 3) if int(digits[:n] or 0) in _CODES), "")
    everywhere = TIMEZONE_DATA.get(code, ())
    if len(everywhere) > 1 and (code == NORTH_AMERICA or _is_tied_to_an_area(number)):
        return _named({*_by_prefix(digits), *_BELOW.get(digits, ())})
    return _named(everywhere)


def of_country(country: str) -> str:
    """Return the zones of a country, for contacts without a number; "" if none is known.

    >>> of_country("CO"), of_country("")
    ('America/Bogota', '')
    """
    code = phonenumbers.country_code_for_region(country)
    everywhere = TIMEZONE_DATA.get(str(code), ())
    if len(phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(code, ())) < 2:
        return _named(everywhere)
    return _named(_own_zones(country, str(code)) or everywhere)


def _own_zones(country: str, code: str) -> set[str]:
    """Return the zones of a country that shares its code with others, by its own prefixes."""
    example = phonenumbers.example_number(country)
    number = f"{code}{example.national_number}" if example else ""
    return {
        zone
        for prefix, zones in TIMEZONE_DATA.items()
        if prefix.startswith(code) and prefix != code
        if _region_of(prefix + number[len(prefix) :]) == country
        for zone in zones
    }


def _region_of(number: str) -> str | None:
    return phonenumbers.region_code_for_number(phonenumbers.parse(f"+{number}"))


def zones(names: str, fallback: ZoneInfo) -> tuple[ZoneInfo, ...]:
    """Return the zones in the text; the fallback if there are none."""
    return tuple(ZoneInfo(name) for name in names.split()) or (fallback,)


def _is_tied_to_an_area(number: str) -> bool:
    """Return whether the digits show the number's place: by its area, or its country.

    The digits after a shared code decide between its countries.
    """
    parsed = phonenumbers.parse(number)
    if phonenumbers.is_number_geographical(parsed):
        return True
    main = phonenumbers.region_code_for_country_code(parsed.country_code or 0)
    return phonenumbers.region_code_for_number(parsed) not in (None, main)


def _by_prefix(digits: str) -> tuple[str, ...]:
    prefixes = (digits[:length] for length in range(len(digits), 0, -1))
    return next((TIMEZONE_DATA[one] for one in prefixes if one in TIMEZONE_DATA), ())


def _named(found: Iterable[str]) -> str:
    return " ".join(sorted(found))


#: The entries of the table with more digits, by their first ones.
_BELOW: defaultdict[str, set[str]] = defaultdict(set)
for _prefix, _found in TIMEZONE_DATA.items():
    if len(_prefix) > DIGITS:
        _BELOW[_prefix[:DIGITS]].update(_found)
_CODES = frozenset(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)
