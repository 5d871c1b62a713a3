"""Why a portfolio's limit is used."""

from datetime import timedelta

import pytest

from tests.support.factories import a_contact, a_sender, an_active_campaign
from webapp import clock
from webapp.domain.planning.day_quota import QuotaHold
from webapp.services.planning import quota_ledger
from webapp.views.planning.limits import releases


def test_every_page_leads_from_the_limit_to_who_uses_it(open_page, at):
    at("2025-10-05 09:00")
    sender = a_sender(3)
    for hours in (20, 20, 2):
        written_at = clock.now() - timedelta(hours=hours)
        quota_ledger.write(sender.portfolio_id, [a_contact().id], written_at)
    an_active_campaign(4, sender=sender, name="Second", priority=5)
    an_active_campaign(2, sender=sender, name="First", priority=1)

    page = open_page("/contacts/").follow(f"Why? {sender.portfolio.name}")

    assert page.heading == f"Limit of {sender.portfolio.name}"
    assert page.facts() == {
        "Limit": "3 people",
        "Reserved for others": "0 people",
        "Written to, or about to be": "3 people",
        "Free": "0 people",
    }
    assert page.rows("Campaigns that wait") == [["First", "1", "2"], ["Second", "5", "4"]]
    assert [row[:3] for row in page.rows("Places by the hour")] == [
        ["5 Oct, 13:00", "2", "2"],
        ["6 Oct, 07:00", "1", "3"],
    ]


def test_a_portfolio_without_a_limit_has_no_places_to_wait_for(open_page):
    portfolio = a_sender().portfolio
    portfolio.messaging_limit = None

    page = open_page(f"/limits/{portfolio.id}")

    assert "WhatsApp sets no limit for this portfolio." in page.text
    assert page.facts()["Free"] == "no limit"
    assert page.rows("Campaigns that wait") == [["No campaign waits for places."]]


def test_there_is_no_page_for_an_unknown_portfolio(open_page):
    assert open_page("/limits/77").status == 404


@pytest.mark.parametrize(("limit", "free"), [(10, [3, 10]), (5, [0, 5])])
def test_places_come_free_by_the_hour_as_far_as_the_limit_goes(app, at, limit, free):
    hour = at("2025-10-05 09:00")
    held = [
        QuotaHold(hour + timedelta(minutes=minutes), people)
        for minutes, people in ((59, 3), (1, 2), (60, 7))
    ]

    found = releases(held, limit)

    assert [(one.amount, one.free) for one in found] == list(zip([5, 7], free, strict=True))
