"""The header that says how long to wait."""

import pytest

from webapp.whatsapp.retry_after import seconds_asked

NOON = "Mon, 30 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("7", 7),
        (" 60 ", 60),
        ("0", 0),
        ("Mon, 30 Nov 2026 12:01:30 GMT", 90),
        ("Mon, 30 Nov 2026 11:00:00 GMT", 0),
        ("Mon, 30 Nov 2026 12:00:30 +0000", 30),
        *[(odd, None) for odd in ("", "-7", "7.5", "soon", "٧", "Mon, 99 Nov 2026 12:00:00 GMT")],
    ],
)
def test_it_holds_seconds_or_a_date(asked, seconds):
    assert seconds_asked({"Retry-After": asked, "Date": NOON}) == seconds


@pytest.mark.parametrize("headers", [{}, {"Date": NOON}, {"Retry-After": NOON}])
def test_without_it_or_without_the_servers_clock_nothing_is_asked(headers):
    assert seconds_asked(headers) is None
