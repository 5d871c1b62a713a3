"""The quick reading of plain numbers, beside the thorough one."""

from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from webapp.domain import phone, plain_phones
from webapp.domain.phone import InvalidPhone

codes = st.sampled_from(sorted(COUNTRY_CODE_TO_REGION_CODE))
numbers = st.builds(
    lambda code, rest: f"+{code}{rest}", codes, st.from_regex(r"[0-9]{4,12}", fullmatch=True)
)


@given(numbers)
def test_a_number_read_quickly_is_read_the_same_with_care(number):
    quickly = plain_phones.country(number)

    # A blank changes no number, and sends it the long way.
    if quickly is not None:
        assert phone.parse(f"{number[:3]} {number[3:]}", "") == phone.Phone(
            number, phone.match_key(number), quickly
        )


def test_what_is_not_plain_is_left_to_the_careful_reading():
    unsure = ["3001112233", "+57 3001112233", "+5703001112233", "+5215512345678", "+80012345678"]

    assert [plain_phones.country(text) for text in unsure] == [None] * 5


def test_a_number_of_impossible_length_is_still_refused():
    try:
        phone.parse("+5730011122", "CO")
    except InvalidPhone as why:
        assert "digits" in str(why)  # noqa: PT017
