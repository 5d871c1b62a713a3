"""Phone numbers as people, spreadsheets and WhatsApp write them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.contacts import phone
from webapp.domain.contacts.phone import InvalidPhone

WRITINGS = [
    "+573001112233",
    "+57 300 111 2233",
    "(+57) 300-111-2233",
    "0057 300.111.2233",
    "tel:+57-300-111-2233",
    "p:+573001112233",
    "573001112233",
    "300 111 2233",
    "(300) 111–2233",
    "+５７３００１１１２２３３",
    "+٥٧٣٠٠١١١٢٢٣٣",
    "\u202a+57\u00a0300\u00a0111\u00a02233\u202c",
    "'+573001112233",
    "573001112233.0",
    "3001112233,00",
]


@pytest.mark.parametrize("written", WRITINGS)
def test_every_usual_writing_is_the_same_number(written):
    assert phone.parse(written, "CO").number == "+573001112233"


@pytest.mark.parametrize(
    ("written", "country", "number", "iso"),
    [
        ("+447700900001", "CO", "+447700900001", "GB"),
        ("+15551234567", "CO", "+15551234567", "US"),
        ("447700900001", "GB", "+447700900001", "GB"),
        ("447911123456", "CO", "+447911123456", "GG"),
        ("+44 (0)7400 123456", "GB", "+447400123456", "GB"),
        ("06 12345678", "IT", "+390612345678", "IT"),
        ("011 44 7400 123456", "US", "+447400123456", "GB"),
        ("+521 55 1234 5678", "MX", "+525512345678", "MX"),
        ("011 15 2345 6789", "AR", "+5491123456789", "AR"),
    ],
)
def test_a_number_is_brought_to_one_form_with_its_country(written, country, number, iso):
    read = phone.parse(written, country)

    assert (read.number, read.country) == (number, iso)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "missing"),
        ("   ", "missing"),
        ("call me", "not a phone number"),
        ("+57 300 1112233 ext 5", "not a phone number"),
        ("+57 300", "too few digits"),
        ("+57 300 111 2233 4455", "too many digits"),
        ("+999 300 111 2233", "country code that does not exist"),
        ("111 222 3333", "not a number in use in Colombia"),
        ("4.47E+11", "Excel has shortened"),
        ("5,73001E+11", "Excel has shortened"),
        ("1", "too few digits"),
    ],
)
def test_what_cannot_be_written_to_is_refused_in_plain_words(written, reason):
    with pytest.raises(InvalidPhone, match=reason):
        phone.parse(written, "CO")


@pytest.mark.parametrize("written", ["(" * 100_000 + "x", "1" + " " * 100_000 + "x"])
def test_what_looks_like_a_number_for_long_is_refused_at_once(written):
    begun = time.process_time()

    with pytest.raises(InvalidPhone, match="is not a phone number"):
        phone.parse(written, "CO")

    assert time.process_time() - begun < 1


def test_without_a_default_country_the_code_is_asked_for():
    with pytest.raises(InvalidPhone, match="lacks its country code"):
        phone.parse("300 111 2233", "")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("+5511987654321", "+551187654321", True),
        ("+5511933334444", "+551133334444", False),  # without the 9 it is a landline
        ("+5215512345678", "+525512345678", True),
        ("+5491123456789", "+541123456789", True),
        ("+573001112233", "+573001112234", False),
    ],
)
def test_forms_that_whatsapp_may_swap_are_one_person(one, other, same):
    assert (phone.match_key(one) == phone.match_key(other)) is same


@pytest.mark.parametrize("wa_id", ["5215512345678", "+5215512345678", "525512345678"])
def test_the_name_whatsapp_gives_a_person_is_read_as_a_number(wa_id):
    assert phone.from_wa_id(wa_id).number == "+525512345678"


def test_pages_show_a_number_with_spaces():
    assert phone.pretty("+573001112233") == "+57 300 1112233"
    assert phone.pretty("unknown") == "unknown"


@given(st.text(max_size=40), st.sampled_from(["CO", "GB", "US", "MX", ""]))
def test_any_text_is_a_number_or_a_reason(text, country):
    try:
        read = phone.parse(text, country)
    except InvalidPhone:
        return
    assert phone.parse(read.number, country) == read


@given(st.from_regex(r"\+(?:55|52|54|57|44|1)[0-9]{8,11}", fullmatch=True))
def test_reading_a_number_again_changes_nothing(text):
    try:
        read = phone.parse(text, "")
    except InvalidPhone:
        return
    assert phone.parse(read.number, "GB") == read
    assert phone.from_wa_id(read.number[1:]) == read
