"""Undoing the start of a campaign in the browser."""

from datetime import date, time

import pytest

from tests.support.background import run_due_tasks
from tests.support.factories import a_draft, with_recipients
from tests.support.page import words
from webapp.domain.campaigns.status import CampaignStatus
from webapp.extensions import db
from webapp.models import Campaign

SEND = "Send to 2 people over 1 day"


@pytest.fixture
def draft(app, at, monkeypatch) -> Campaign:
    """A draft with an undo time of a minute after it was sent."""
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
    assert "Starting In 60 seconds, for 2 people. Nobody is written to before." in sent.text
    assert "Then the first messages go out." in sent.text
    assert "Draft" not in sent.text
    assert sent.soup.find(id="progress").has_attr("hx-get")
    assert "Continue Spring" not in sent.links
    assert status(draft) == CampaignStatus.DRAFT


def test_undo_leads_back_to_the_draft(sent, draft):
    page = sent.submit("Undo")

    assert page.heading == "Is everything right?"
    assert page.messages == ["Undone: nobody has been written to, and Spring is a draft again."]
    assert page.soup.select_one(".send button")


def test_once_it_has_started_the_page_is_loaded_anew_with_what_can_be_done_then(sent, editor, at):
    address = sent.soup.find(id="progress")["hx-get"]
    assert "HX-Refresh" not in editor.get(address).headers

    at("2025-10-05 09:02")
    run_due_tasks()

    assert editor.get(address).headers["HX-Refresh"] == "true"


def test_sending_twice_starts_once_and_undo_twice_undoes_once(open_page, sent, draft):
    again = open_page(f"/campaigns/{draft.id}/review")
    assert again.heading == "Spring"

    sent.submit("Undo")
    second = sent.submit("Undo")

    assert second.messages[-1] == "It is not being started, so there is nothing to undo."
    assert status(draft) == CampaignStatus.DRAFT


def test_undo_too_late_is_told_so(sent, draft, at):
    at("2025-10-05 09:01:01")
    run_due_tasks()

    page = sent.submit("Undo")

    assert page.messages == ["Too late to undo: Spring has started. You can pause or cancel it."]
    assert status(draft) == CampaignStatus.ACTIVE
    assert "Pause Spring" in page.links


def test_after_the_minute_the_button_is_gone(open_page, sent, draft, at):
    at("2025-10-05 09:01:01")

    page = open_page(f"/campaigns/{draft.id}")

    assert "Starting Adding 2 people." in page.text
    assert not [one for one in page.soup.main.find_all("button") if "Undo" in one.get_text()]


def test_a_viewer_sees_that_it_starts_and_may_not_undo(open_page, viewer, sent, draft):
    page = open_page(f"/campaigns/{draft.id}", viewer)

    assert "Starting In" in page.text
    assert not [one for one in page.soup.main.find_all("button") if "Undo" in one.get_text()]


def buttons(page) -> list[str]:
    return [one.get("aria-label") or words(one) for one in page.soup.main.find_all("button")]


def test_the_first_day_is_told_while_it_starts(open_page, draft):
    draft.start_date, draft.window_opens = date(2025, 10, 6), time(9)

    page = open_page(f"/campaigns/{draft.id}/review").submit(SEND)

    assert "The first messages go out on Monday 6 October 2025, 09:00 (UTC)." in page.text


def test_the_list_says_that_it_starts_and_when_and_can_undo_it(open_page, sent, draft):
    page = open_page("/campaigns/")

    [row] = page.rows()
    assert row[1] == "Starting 5 Oct, 09:01 (UTC)"
    assert "Continue Spring" not in page.links
    assert page.submit("Undo the start of Spring").heading == "Is everything right?"
    [row] = open_page("/campaigns/").rows()
    assert row[1] == "Draft"


def test_a_viewer_sees_in_the_list_that_it_starts_and_may_not_undo(open_page, viewer, sent):
    page = open_page("/campaigns/", viewer)

    assert page.rows()[0][1].startswith("Starting")
    assert "Undo the start of Spring" not in buttons(page)


def test_while_nothing_starts_it_the_page_says_so_and_it_can_be_undone(open_page, sent, draft, at):
    at("2025-10-05 11:00")

    page = open_page(f"/campaigns/{draft.id}")

    assert "It was due on Sunday 5 October 2025, 09:01 (UTC)" in page.text
    assert "nothing is running that starts campaigns" in page.text
    undone = page.submit("Undo")
    assert undone.messages == ["Undone: nobody has been written to, and Spring is a draft again."]


def test_why_it_did_not_start_is_on_its_page_and_on_every_page(open_page, sent, draft, at):
    at("2025-10-06 09:02")
    run_due_tasks()

    page = open_page(f"/campaigns/{draft.id}")

    assert "Draft It could not be started: It was due at 2025-10-05 09:01 UTC" in page.text
    assert "Spring could not be started" in open_page("/contacts/").everything
    assert "Continue Spring" in page.links
