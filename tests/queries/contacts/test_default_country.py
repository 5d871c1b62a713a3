"""The country of a number without a country code."""

import pytest

from tests.support.factories import a_sender
from webapp.queries.contacts import default_country


@pytest.mark.parametrize(
    ("setting", "senders", "country"),
    [
        ("MX", ["+57 601 5550100"], "MX"),
        ("", ["+57 601 5550100", "+34 600 000 000"], "CO"),
        ("", ["", "+34 600 000 000"], "ES"),
        ("", ["not read yet"], "US"),
        ("", [], "US"),
    ],
)
def test_the_setting_counts_and_then_the_first_sender_that_is_known(
    app, monkeypatch, setting, senders, country
):
    monkeypatch.setitem(app.config, "DEFAULT_COUNTRY", setting)
    for number in senders:
        a_sender().display_phone_number = number

    assert default_country.default_country() == country
