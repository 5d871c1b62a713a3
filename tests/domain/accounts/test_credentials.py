"""E-mail addresses and passwords."""

import pytest

from webapp.domain.accounts.credentials import password_fault, read_email


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("ana@example.com", "ana@example.com"),
        ("  Ana.Lopez+shop@Example.COM ", "ana.lopez+shop@example.com"),
        (f"{'x' * 64}@a.co", f"{'x' * 64}@a.co"),
    ],
)
def test_an_email_address_is_read_in_small_letters(typed, address):
    assert read_email(typed) == (address, "")


@pytest.mark.parametrize(
    "typed",
    [
        *("", "ana", "ana@", "@example.com", "ana@example", "ana@example.", "a@b@c.com"),
        *("a b@c.com", f"{'x' * 65}@a.com", f"a@{'x' * 250}.com"),
    ],
)
def test_what_is_no_email_address_is_refused(typed):
    assert read_email(typed).fault == "Enter an e-mail address, such as ana@shop.com."


@pytest.mark.parametrize(
    ("length", "fault"),
    [
        (9, "Use at least 10 characters."),
        (10, ""),
        (200, ""),
        (201, "The password is too long: give at most 200 characters."),
    ],
)
def test_a_password_has_10_to_200_characters(length, fault):
    assert password_fault("x" * length) == fault
