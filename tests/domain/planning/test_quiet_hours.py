"""Quiet hours, and the possible zones of a number."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType
from phonenumbers.timezone import time_zones_for_number

from webapp.domain.contacts import phone_zones
from webapp.domain.planning.quiet_hours import QuietHours
from webapp.domain.planning.sending_window import EVERY_DAY, SendingWindow

NIGHT = QuietHours(time(21), time(8))
BERLIN, SAO_PAULO = ZoneInfo("Europe/Berlin"), ZoneInfo("America/Sao_Paulo")
EXAMPLES = [
    (region, phonenumbers.format_number(number, PhoneNumberFormat.E164))
    for region in sorted(phonenumbers.SUPPORTED_REGIONS)
    for kind in (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE)
    if (number := phonenumbers.example_number_for_type(region, kind))
]


@pytest.mark.parametrize(
    ("number", "zones"),
    [
        ("+573001112233", "America/Bogota"),
        ("+12125550123", "America/New_York"),
        ("+13105550123", "America/Los_Angeles"),
        ("+18762101234", "America/Jamaica"),  # not all of North America
        ("+34612345678", "Atlantic/Canary Europe/Madrid"),  # a mobile may be in either
        ("+5511987654321", "America/Sao_Paulo"),
        ("+77710009998", "Asia/Almaty Asia/Aqtobe"),
        ("+80012345678", ""),
        ("+999", ""),
        ("", ""),
    ],
)
def test_the_zones_are_told_by_the_first_digits(number, zones):
    assert phone_zones.of(number) == zones


@pytest.mark.parametrize("region", sorted({region for region, _ in EXAMPLES}))
def test_no_zone_of_the_numbers_own_area_is_left_out(region):
    """If the library answers for a whole country code, we may know better."""
    for _, number in (one for one in EXAMPLES if one[0] == region):
        theirs = set(time_zones_for_number(phonenumbers.parse(number)))
        ours = set(phone_zones.of(number).split())
        assert ours
        assert ours <= theirs or ours == theirs
        is_shared = region != phonenumbers.region_code_for_country_code(
            phonenumbers.parse(number).country_code
        )
        assert ours == theirs or is_shared


@given(st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True))
def test_what_follows_the_first_digits_changes_nothing_about_known_zones(number):
    assert all(ZoneInfo(name) for name in phone_zones.of(number).split())


@pytest.mark.parametrize(
    ("moment", "is_quiet"),
    [
        ("2025-10-06T11:59", False),
        ("2025-10-06T18:59", False),
        ("2025-10-06T19:00", True),  # 21:00 in Berlin
        ("2025-10-06T10:59", True),  # 7:59 in Sao Paulo
        ("2025-10-06T11:00", False),
        ("2025-10-26T19:59", False),  # the clocks in Berlin went back in the night before
        ("2025-10-26T20:00", True),
    ],
)
def test_it_is_quiet_as_soon_as_it_is_in_one_of_the_zones(moment, is_quiet):
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)

    assert NIGHT.hold(at, (BERLIN, SAO_PAULO)) is is_quiet


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        (time(0), time(0), "2025-10-07T06:00"),
        (time(9), time(20), "2025-10-07T09:00"),
        (time(2), time(5), None),  # 4:00 to 7:00 in Berlin: never
    ],
)
def test_the_next_moment_is_one_in_which_both_allow_it(opens, closes, expected):
    window = SendingWindow(opens, closes, EVERY_DAY, ZoneInfo("UTC"))

    next_moment = NIGHT.next_moment(datetime(2025, 10, 6, 21, tzinfo=UTC), (BERLIN,), window)

    assert (next_moment.isoformat()[:16] if next_moment else None) == expected


@given(st.times(), st.times(), st.times())
def test_a_time_of_day_is_quiet_or_it_is_quiet_at_the_opposite_hours(begins, ends, local):
    if begins != ends:
        assert QuietHours(begins, ends).covers(local) != QuietHours(ends, begins).covers(local)
