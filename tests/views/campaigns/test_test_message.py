"""A test of a draft's message, to a number that staff type."""

import uuid

import pytest

from tests.support.factories import a_contact, a_draft, a_sender, an_active_campaign
from webapp import clock, queues
from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Campaign, CampaignKind, ConsentEvent, Recipient
from webapp.services.campaigns import daily
from webapp.services.contacts import subscriptions

BUTTON = "Send the test"


@pytest.fixture
def review(app, open_page):
    """The review of a draft for everyone who has a name."""
    draft = a_draft(name="Spring", target_audience={"match": "all", "conditions": []})
    return open_page(f"/campaigns/{draft.id}/review")


def sent_tests() -> list[Campaign]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(Campaign).filter_by(kind=CampaignKind.MESSAGE)))


def test_the_message_goes_to_the_number_before_all_campaigns(review):
    page = review.submit(BUTTON, {"phone_number": "+57 300 111 2233"})

    (sent,) = sent_tests()
    assert (sent.status, sent.priority) == (CampaignStatus.ACTIVE, 1)
    assert db.session.scalars(db.select(Recipient.phone_number)).all() == ["+573001112233"]
    assert "Test to +57 300 1112233: Waiting" in page.text
    assert queues.redis().llen("rq:queue:default") == 1
    source = db.session.scalars(db.select(ConsentEvent.source)).one()
    assert source == ConsentSource.STAFF


def test_a_second_click_finds_the_first_test(review):
    first, second = (review.submit(BUTTON, {"phone_number": "+573001112233"}) for _ in range(2))

    assert len(sent_tests()) == 1
    assert first.address == second.address


def test_its_state_is_followed_until_it_is_settled(review, editor):
    page = review.submit(BUTTON, {"phone_number": "+573001112233"})
    address = page.soup.find(id="test-state")["hx-get"]

    followed = {}
    for status in (RecipientStatus.DELIVERED, RecipientStatus.READ):
        db.session.execute(db.update(Recipient).values(status=status))
        followed[status] = editor.get(address).text

    assert "Delivered" in followed["delivered"]
    assert "hx-get" in followed["delivered"]
    assert "Read" in followed["read"]
    assert "hx-get" not in followed["read"]


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", "Enter the phone number or the user id that gets the test."),
        ("12", "too few digits"),
        ("+573009998877", "has unsubscribed and can't be written to."),
    ],
)
def test_a_number_that_cannot_get_it_is_refused_at_its_field(review, typed, error):
    gone = a_contact("+573009998877")
    subscriptions.unsubscribe(gone, ConsentSource.KEYWORD, "webhook", "STOP")

    page = review.submit(BUTTON, {"phone_number": typed})

    assert error in page.error_at("phone_number")
    assert page.title.startswith("Error:")
    assert page.field("phone_number")["value"] == typed
    assert sent_tests() == []


def test_a_draft_without_a_message_sends_no_test(app, open_page):
    draft = a_draft()
    draft.message_template = None

    page = open_page(f"/campaigns/{draft.id}/review").submit(
        BUTTON, {"phone_number": "+573001112233"}
    )

    assert page.errors == ["Choose a message template first."]


def test_a_viewer_follows_no_test_and_an_unknown_one_is_not_found(open_page, viewer):
    address = f"/campaigns/test-messages/{uuid.uuid4()}"

    assert open_page(address, viewer).status == 403
    assert open_page(address).status == 404


def test_it_goes_before_a_campaign_of_the_first_priority_and_is_none_of_the_overview(open_page):
    draft = a_draft(sender=a_sender(messaging_limit=1))
    campaign = an_active_campaign(3, sender=draft.sender, name="Spring sale", priority=1)

    page = open_page(f"/campaigns/{draft.id}/review")
    page.submit(BUTTON, {"phone_number": "+573001112233"})
    planned = open_page("/").rows("Planned")
    allocations = daily.allocate_due(clock.now())

    assert {row[1] for row in planned} == {"Spring sale"}
    assert [allocation.campaign_id for allocation in allocations] == [sent_tests()[0].id]
    assert campaign.id not in {allocation.campaign_id for allocation in allocations}
