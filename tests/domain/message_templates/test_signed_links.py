"""When a signed link stops working."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from webapp.domain.campaigns.warnings import link_warnings
from webapp.domain.message_templates.signed_links import expiry
from webapp.domain.message_templates.sources import Attribute, Text

FILE = "https://files.example/spring.png"
NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)
EPOCH = int(NEW_YEAR.timestamp())
AMAZON = f"{FILE}?X-Amz-Date=20261231T230000Z&X-Amz-Expires=3600&X-Amz-Signature=ab"


@pytest.mark.parametrize(
    ("link", "end"),
    [
        (AMAZON, NEW_YEAR),
        (f"{FILE}?x-goog-date=20261231T000000Z&x-goog-expires=86400&x-goog-signature=a", NEW_YEAR),
        (f"{FILE}?Expires={EPOCH}&Signature=a&Key-Pair-Id=b", NEW_YEAR),
        (f"{FILE}?sv=2024&se=2027-01-01T00%3A00%3A00Z&sig=a", NEW_YEAR),
        (f"{FILE}?se=2027-01-01&sig=a", NEW_YEAR),
        (f"https://scontent.example/v/a.jpg?oh=01_ab&oe={EPOCH:X}", NEW_YEAR),
        (FILE, None),
        (f"{FILE}?Expires={EPOCH}", None),  # no signature: a plain parameter
        (f"{FILE}?se=1&sig=a", None),
        (f"{FILE}?X-Amz-Expires=3600", None),
        (f"{FILE}?X-Amz-Date=now&X-Amz-Expires=3600", None),
        (f"{FILE}?Expires={'9' * 40}&Signature=a", None),
        ("900100200300", None),
        ("https://[", None),
    ],
)
def test_the_end_is_read_from_the_signature(link, end):
    assert expiry(link) == end


@pytest.mark.parametrize(
    ("last_day", "said"),
    [
        (None, "on 2026-12-31 at 19:00, and WhatsApp needs it for every message."),
        (date(2026, 12, 31), "and the last day by the plan is 2026-12-31: messages after"),
        (date(2027, 2, 5), "and the last day by the plan is 2027-02-05: messages after"),
        (date(2026, 12, 30), "The last day by the plan is 2026-12-30; if the campaign takes"),
    ],
)
def test_the_warning_has_both_days_in_the_campaigns_zone(last_day, said):
    [warning] = link_warnings({"header.image": Text(AMAZON)}, ZoneInfo("America/Bogota"), last_day)

    assert said in warning


def test_only_links_to_files_that_end_are_warned_of():
    sources = {"header.image": Text(FILE), "1": Text(AMAZON), "header.video": Attribute("film")}

    assert link_warnings(sources, ZoneInfo("UTC"), None) == []
