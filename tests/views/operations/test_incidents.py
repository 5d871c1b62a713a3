"""Incidents: open ones, closed ones, and the pages that resolve them."""

import pytest

from tests.support.factories import an_active_campaign
from webapp.domain.messages import of_error
from webapp.extensions import db
from webapp.models import Incident
from webapp.services.operations import incidents


@pytest.fixture
def both(app, at) -> None:
    """One that lasted for two hours, and one that is open since noon."""
    campaign = an_active_campaign(1, name="Spring")
    at("2025-10-05 09:00")
    incidents.open_incident("sender_stopped", "sender 1", of_error("The sender is stopped."))
    at("2025-10-05 11:00")
    incidents.close_incident("sender_stopped", "sender 1")
    at("2025-10-05 12:00")
    incidents.open_incident("failures", f"campaign {campaign.id}", of_error("Spring has paused."))
    at("2025-10-05 12:30:30")


def test_open_and_past_ones_are_listed_with_start_end_and_length(open_page, both):
    rows = open_page("/incidents/").rows()

    assert rows == [
        ["Spring has paused.", "5 Oct, 12:00", "Open", "31 min"],
        ["The sender is stopped.", "5 Oct, 09:00", "5 Oct, 11:00", rows[1][3]],
    ]
    assert rows[1][3].startswith("2 h")


def test_a_tab_shows_the_open_ones(open_page, both):
    page = open_page("/incidents/").follow("Open 1")

    assert [row[0] for row in page.rows()] == ["Spring has paused."]
    assert [row[0] for row in page.follow("Over").rows()] == ["The sender is stopped."]


def test_one_leads_to_the_page_where_it_is_seen_to(open_page, both):
    page = open_page("/incidents/").follow("Spring has paused.")

    assert page.heading == "Incident of 5 October 2025"
    assert page.facts()["Until"] == "It is still so."
    assert page.follow("Look at what it is about").heading == "Spring"


def test_its_day_is_that_of_the_installation(open_page, both, app, monkeypatch):
    monkeypatch.setitem(app.config, "TIMEZONE", "Pacific/Kiritimati")  # 14 hours before UTC

    page = open_page("/incidents/").follow("Spring has paused.")

    assert page.heading == "Incident of 6 October 2025"


def test_what_only_administrators_see_is_linked_for_them_alone(open_page, admin, both):
    over = db.session.query(Incident).filter_by(kind="sender_stopped").one()

    assert "Look at what it is about" not in open_page(f"/incidents/{over.id}").links
    page = open_page(f"/incidents/{over.id}", admin)
    assert page.follow("Look at what it is about").heading == "Senders and limits"


@pytest.mark.parametrize("subject", ["campaign x", "template", "messages, 12", "contact -1"])
def test_a_subject_without_a_page_has_no_link(open_page, app, subject):
    incidents.open_incident("notice", subject, of_error("Something was changed."))
    incident = db.session.query(Incident).one()

    assert "Look at what it is about" not in open_page(f"/incidents/{incident.id}").links


def test_nothing_has_been_wrong_yet(open_page):
    assert open_page("/incidents/").rows() == [["Nothing has been wrong yet."]]
    assert open_page("/incidents/?which=open").rows() == [["Nothing is wrong now."]]
    assert open_page("/incidents/?which=other").status == 404
    assert open_page("/incidents/1").status == 404


def test_a_stranger_sees_none(open_page, client):
    assert open_page("/incidents/", client).heading == "Sign in"
