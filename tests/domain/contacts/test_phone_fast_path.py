"""The fast path for plain numbers gives the same results as the full parser."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from webapp.domain.contacts import phone, phone_fast_path
from webapp.domain.contacts.phone import InvalidPhone

codes = st.sampled_from(sorted(COUNTRY_CODE_TO_REGION_CODE))
numbers = st.builds(
    lambda code, rest: f"+{code}{rest}", codes, st.from_regex(r"[0-9]{4,12}", fullmatch=True)
)


def carefully(number):
    """Return the result of the full parser, without the label; nothing else differs."""
    return phone.parse(f"tel:{number}", "")


@given(numbers)
def test_a_number_read_quickly_is_read_the_same_with_care(number):
    quickly = phone_fast_path.read(number)

    if quickly is not None:
        assert carefully(number) == phone.Phone(number, phone.match_key(number), quickly[1])


@pytest.mark.parametrize(
    "code", [code for code, of in COUNTRY_CODE_TO_REGION_CODE.items() if len(of) > 1]
)
def test_the_first_digits_tell_the_country_of_numbers_that_share_a_code(code):
    random = Random(code)
    lengths = sorted(phone_fast_path._code(str(code).ljust(3, "2")).lengths)
    rows = [
        f"+{code}{random.randrange(10 ** (length - 1), 10**length)}"
        for length in lengths
        for _ in range(25)
    ]

    found = {number: phone_fast_path.read(number) for number in rows}

    wrong = {n: f for n, f in found.items() if f and carefully(n).country != f[1]}
    assert wrong == {}


def test_what_is_not_plain_is_left_to_the_careful_reading():
    unsure = ["3001112233", "+57/3001112233", "+5703001112233", "+5215512345678", "+80012345678"]

    assert [phone_fast_path.read(text) for text in unsure] == [None] * 5


@pytest.mark.parametrize("number", ["+5730011", "+573001112", "+57300111223344"])
def test_a_number_of_impossible_length_is_still_refused(number):
    with pytest.raises(InvalidPhone):
        phone.parse(number, "CO")
