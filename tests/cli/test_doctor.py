"""The doctor finds every broken invariant."""

import pytest
from sqlalchemy import text

from tests.support.factories import a_sender, an_active_campaign
from webapp import clock
from webapp.extensions import db
from webapp.services.campaigns import daily


@pytest.fixture
def campaign(app):
    """Ten people: five are queued, two accepted and the rest pending."""
    active = an_active_campaign(10, daily_send_limit=5, sender=a_sender(messaging_limit=100))
    daily.allocate_due(clock.now())
    db.session.execute(
        text(
            "UPDATE campaign_recipients SET status = 'sent', accepted_at = now(), "
            "delivered_at = now(), pricing_type = 'regular', wamid = 'wamid.' || position "
            "WHERE position <= 2"
        )
    )
    return active


def test_a_healthy_database_passes(run, campaign):
    result = run("doctor")

    assert result.exit_code == 0, result.output
    assert "BROKEN" not in result.output


def test_who_was_written_to_in_an_open_service_window_used_no_place(run, campaign):
    db.session.execute(text("UPDATE campaign_recipients SET in_service_window = (position = 1)"))
    db.session.execute(text("UPDATE portfolios SET messaging_limit = 1"))

    assert run("doctor").exit_code == 0


#: Each change to the data, and words from the invariant that it breaks.
BREAKS = {
    "a counter is wrong": (
        "UPDATE campaign_counters SET amount = amount + 1 WHERE name = 'pending' AND day IS NULL",
        "by status",
    ),
    "a day's counter is wrong": (
        "UPDATE campaign_counters SET amount = amount + 1 WHERE name = 'accepted'",
        "of each day",
    ),
    "a counter is lost": ("DELETE FROM campaign_counters WHERE name = 'sent'", "by status"),
    "a position is taken twice": (
        "UPDATE campaign_recipients SET position = 9 WHERE position = 10",
        "position",
    ),
    "an accepted message has no id": (
        "UPDATE campaign_recipients SET wamid = NULL WHERE position = 1",
        "accepted",
    ),
    "an accepted message has no moment": (
        "UPDATE campaign_recipients SET accepted_at = NULL WHERE position = 1",
        "accepted",
    ),
    "nobody's night is known": (
        "UPDATE marketing_campaigns SET quiet_from = '21:00', quiet_until = '08:00'",
        "quiet hours",
    ),
    "a paused campaign has people queued": (
        "UPDATE marketing_campaigns SET status = 'paused', pause_reason = 'by_person'",
        "Only active campaigns",
    ),
    "a person who opted out waits": (
        "UPDATE contacts SET subscription = 'unsubscribed' WHERE id = (SELECT contact_id "
        "FROM campaign_recipients WHERE position = 10)",
        "unsubscribed",
    ),
    "a portfolio is over its limit": ("UPDATE portfolios SET messaging_limit = 1", "limit"),
    "someone is queued in no batch": (
        "UPDATE campaign_recipients SET batch_id = NULL WHERE position = 5",
        "in a batch",
    ),
    "a batch is done though people wait in it": (
        "UPDATE campaign_send_schedule SET status = 'done' WHERE status = 'queued'",
        "in a batch",
    ),
    "a batch holds more people than its size": (
        "UPDATE campaign_send_schedule SET batch_size = 1 WHERE status = 'queued'",
        "than its size",
    ),
    "a claim has outlived its lease": (
        "UPDATE campaign_recipients SET status = 'sending', "
        "lease_until = now() - interval '10 minutes' WHERE position = 5",
        "lease",
    ),
    "someone waits who is no contact any more": (
        "UPDATE campaign_recipients SET contact_id = NULL WHERE position = 10",
        "is a contact",
    ),
}


@pytest.mark.parametrize(("statement", "words"), BREAKS.values(), ids=BREAKS)
def test_what_breaks_an_invariant_is_listed(run, campaign, statement, words):
    db.session.execute(text(statement))

    result = run("doctor")

    assert result.exit_code == 1
    broken = [line for line in result.output.splitlines() if line.startswith("BROKEN")]
    assert len(broken) == 1
    assert words in broken[0]
    assert "        " in result.output
