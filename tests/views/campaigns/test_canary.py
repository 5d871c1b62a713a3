"""An initial group on the pages: set in the wizard, reviewed, and the rest released."""

import pytest

from tests.support.factories import a_draft, an_active_campaign, with_recipients
from webapp import clock
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import AuditEntry, Campaign, Recipient
from webapp.services.campaigns import daily
from webapp.services.sending import canary_review

BUTTON = "Write to the others now"


@pytest.fixture
def waiting(app) -> Campaign:
    """A campaign with an initial group of four sent, and the rest waiting."""
    campaign = an_active_campaign(10, initial_group=4, name="Spring")
    daily.allocate_due(clock.now())
    statuses = [RecipientStatus.DELIVERED] * 2 + [RecipientStatus.SENT, RecipientStatus.FAILED]
    taken = db.select(Recipient).where(Recipient.status == RecipientStatus.QUEUED)
    for person, status in zip(db.session.scalars(taken).all(), statuses, strict=True):
        person.status = status
    db.session.commit()
    return campaign


def test_the_wizard_keeps_the_size_of_the_initial_group_and_review_tells_it(open_page, app):
    draft = with_recipients(a_draft(), 10)

    page = open_page(f"/campaigns/{draft.id}/schedule")
    page = page.submit("Save and continue", {"initial_group": "4"})

    assert "First to 4 people; the others follow by themselves" in page.text
    assert draft.initial_group == 4


@pytest.mark.parametrize("typed", ["0", "-1", "many"])
def test_an_initial_group_of_nobody_is_refused(open_page, app, typed):
    page = open_page(f"/campaigns/{a_draft().id}/schedule")

    page = page.submit("Save and continue", {"initial_group": typed})

    assert page.heading == "When is it sent?"
    assert page.errors


def test_an_empty_field_means_everyone_at_once(open_page, app):
    draft = with_recipients(a_draft(initial_group=4), 10)

    open_page(f"/campaigns/{draft.id}/schedule").submit("Save and continue", {"initial_group": ""})

    assert draft.initial_group is None


def test_the_campaign_says_that_the_rest_is_held_and_until_when(open_page, at, waiting):
    text = open_page(f"/campaigns/{waiting.id}").text

    assert "The first 4 people have been written to, and the others wait" in text
    assert "So far 2 got the message, and 1 could not be reached." in text
    assert "in 30 min" in text


def test_a_person_may_write_to_the_others_at_once(open_page, waiting):
    page = open_page(f"/campaigns/{waiting.id}").submit(BUTTON)

    assert page.messages == ["The others are written to now."]
    assert sum(allocation.recipients for allocation in daily.allocate_due(clock.now())) == 6
    noted = db.session.scalars(
        db.select(AuditEntry).filter_by(action="campaign.canary_released")
    ).one()
    assert noted.subject == f"campaign {waiting.id}"


def test_twice_says_that_nobody_waits_any_more(open_page, waiting):
    page = open_page(f"/campaigns/{waiting.id}")
    page.submit(BUTTON)

    assert page.submit(BUTTON).messages == ["Nobody waits for a first wave any more."]


def test_who_only_looks_has_no_button(open_page, viewer, waiting):
    assert BUTTON not in open_page(f"/campaigns/{waiting.id}", viewer).text


def test_a_bad_initial_group_is_explained_on_the_page(open_page, waiting):
    db.session.execute(
        db.update(Recipient)
        .where(Recipient.status == RecipientStatus.SENT)
        .values(status=RecipientStatus.FAILED)
    )
    canary_review.review(clock.now())
    db.session.commit()

    text = open_page(f"/campaigns/{waiting.id}").text

    assert "Paused because too many messages failed. Of the first 4 people, 2 got the" in text
