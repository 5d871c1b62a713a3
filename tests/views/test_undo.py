"""Undoing the start of a campaign in the browser."""

import pytest

from jobs.start_campaigns import start_campaigns
from tests.factories import a_draft, with_recipients
from webapp.domain.campaign_status import CampaignStatus
from webapp.extensions import db
from webapp.models import Campaign

SEND = "Send to 2 people over 1 day"


@pytest.fixture
def draft(app, at, monkeypatch) -> Campaign:
    """A draft that can be undone for a minute after it was sent."""
    at("2025-10-05 09:00")
    monkeypatch.setitem(app.config, "UNDO_SECONDS", 60)
    return with_recipients(a_draft(name="Spring"), 2)


@pytest.fixture
def sent(open_page, draft):
    """The page after the button was pressed."""
    return open_page(f"/campaigns/{draft.id}/review").submit(SEND)


def status(draft) -> CampaignStatus:
    db.session.expire_all()
    return draft.status


def test_the_campaigns_page_says_how_long_it_can_be_undone(sent, draft):
    assert sent.heading == "Spring"
    assert "Starting in 60 seconds, for 2 people. Nobody is written to before." in sent.text
    assert sent.soup.find(id="progress").has_attr("hx-get")
    assert "Continue Spring" not in sent.links
    assert status(draft) == CampaignStatus.DRAFT


def test_undo_leads_back_to_the_draft(sent, draft):
    page = sent.submit("Undo")

    assert page.heading == "Is everything right?"
    assert page.messages == ["Undone: nobody has been written to, and Spring is a draft again."]
    assert page.soup.select_one(".send button")


def test_sending_twice_starts_once_and_undo_twice_undoes_once(open_page, sent, draft):
    again = open_page(f"/campaigns/{draft.id}/review")
    assert again.heading == "Spring"

    sent.submit("Undo")
    second = sent.submit("Undo")

    assert second.messages[-1] == "It is not being started, so there is nothing to undo."
    assert status(draft) == CampaignStatus.DRAFT


def test_undo_too_late_is_told_so(sent, draft, at):
    at("2025-10-05 09:01:01")
    start_campaigns()

    page = sent.submit("Undo")

    assert page.messages == ["Too late to undo: Spring has started. You can pause or cancel it."]
    assert status(draft) == CampaignStatus.ACTIVE
    assert "Pause Spring" in page.links


def test_after_the_minute_the_button_is_gone(open_page, sent, draft, at):
    at("2025-10-05 09:01:01")

    page = open_page(f"/campaigns/{draft.id}")

    assert "Starting: adding 2 people." in page.text
    assert not [one for one in page.soup.main.find_all("button") if "Undo" in one.get_text()]


def test_a_viewer_sees_that_it_starts_and_may_not_undo(open_page, viewer, sent, draft):
    page = open_page(f"/campaigns/{draft.id}", viewer)

    assert "Starting in" in page.text
    assert not [one for one in page.soup.main.find_all("button") if "Undo" in one.get_text()]
