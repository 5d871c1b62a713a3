"""The buttons "Try again" and "Decide", and their confirmations."""

import pytest

from tests.support.factories import an_active_campaign
from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Campaign, Recipient
from webapp.services.campaigns import lifecycle


def a_campaign(status: RecipientStatus, *codes: int | None) -> Campaign:
    """Return an active campaign with people of that status, each with a code."""
    campaign = an_active_campaign(len(codes), name="Spring")
    people = db.session.scalars(db.select(Recipient).order_by(Recipient.position))
    for person, code in zip(people, codes, strict=True):
        person.status, person.error_code, person.attempts = status, code, 1
    db.session.flush()
    return campaign


@pytest.fixture
def failed(app) -> Campaign:
    """Two people whose messages may be retried, for different reasons, and one without a retry."""
    return a_campaign(RecipientStatus.FAILED, 131030, 132000, 131026)


@pytest.fixture
def unconfirmed(app) -> Campaign:
    return a_campaign(RecipientStatus.UNCONFIRMED, None, None)


def statuses() -> list[RecipientStatus]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(Recipient.status).order_by(Recipient.position)))


def test_failed_people_are_tried_again_after_a_page_that_says_why_they_failed(open_page, failed):
    page = open_page(f"/campaigns/{failed.id}").follow("Try 2 failed again")
    assert page.heading == "Try 2 failed again?"
    assert "A test sender may only write to numbers on its list (1)." in page.text
    assert "isn't on WhatsApp" not in page.text

    page = page.submit("Try again")

    assert (page.heading, page.messages) == ("Spring", ["2 people will be tried again."])
    assert statuses() == ["pending", "pending", "failed"]
    assert not [words for words in page.links if "failed again" in words]


def test_reasons_that_are_not_ticked_are_left_out(open_page, failed):
    page = open_page(f"/campaigns/{failed.id}/retry")

    page.submit("Try again", {"reasons": ["132000"]})

    assert statuses() == ["failed", "pending", "failed"]


def test_a_retry_without_a_reason_is_refused_at_its_field(open_page, failed):
    page = open_page(f"/campaigns/{failed.id}/retry").submit("Try again", {"reasons": []})

    assert page.errors == ["Tick at least one reason."]
    assert statuses() == ["failed"] * 3


def test_a_retry_pressed_twice_finds_nobody_the_second_time(open_page, failed):
    page = open_page(f"/campaigns/{failed.id}/retry")
    page.submit("Try again")

    again = page.submit("Try again")

    assert again.messages[-1] == "Nothing was changed: there is nobody left to decide about."


@pytest.mark.parametrize(
    ("button", "expected"),
    [("Send again to 2 people", "pending"), ("Leave as they are", "unconfirmed")],
)
def test_unconfirmed_people_wait_for_either_decision(open_page, unconfirmed, button, expected):
    page = open_page(f"/campaigns/{unconfirmed.id}").follow("Decide on 2 unconfirmed")
    assert "Some may get the message twice." in page.text

    page, again = page.submit(button), page.submit(button)

    assert "Decide on 2 unconfirmed" not in page.links
    assert statuses() == [expected] * 2
    assert again.messages[-1] == "Nothing was changed: there is nobody left to decide about."


def test_a_cancelled_campaign_offers_and_takes_no_retry(open_page, failed):
    page = open_page(f"/campaigns/{failed.id}/retry")
    lifecycle.cancel(failed, "tests")

    page = page.submit("Try again")

    assert page.messages[-1] == "Nothing was changed: the status of Spring is “Cancelled”."
    assert "Try 2 failed again" not in page.links
    assert failed.status == CampaignStatus.CANCELLED


@pytest.mark.parametrize("address", ["retry", "unconfirmed"])
def test_where_there_is_nothing_to_do_there_is_no_button(open_page, app, address):
    campaign = an_active_campaign(1, name="Spring")

    page = open_page(f"/campaigns/{campaign.id}/{address}")

    assert page.heading == "Spring"
    assert not [words for words in page.links if words.startswith(("Try", "Decide"))]


def test_a_viewer_decides_nothing(open_page, viewer, failed):
    page = open_page(f"/campaigns/{failed.id}", viewer)

    assert "Try 2 failed again" not in page.links
    assert open_page(f"/campaigns/{failed.id}/retry", viewer).heading == "You may not do this"
