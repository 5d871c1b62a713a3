"""The page of a sender: how it sends marketing."""

import pytest

from tests.support.factories import a_sender
from webapp.domain.sending.onboarding import STATES
from webapp.domain.sending.routing import MarketingRoute, ProductPolicy
from webapp.extensions import db
from webapp.models import AuditEntry


@pytest.fixture
def open_sender(open_page, admin):
    """Open the page of this sender as an administrator."""
    return lambda sender: open_page(f"/settings/senders/{sender.id}", admin)


def test_it_is_for_administrators(open_page, editor):
    assert open_page(f"/settings/senders/{a_sender().id}", editor).status == 403


def test_a_sender_that_does_not_exist_is_not_found(open_page, admin):
    assert open_page("/settings/senders/999999", admin).status == 404


@pytest.mark.parametrize("state", STATES)
def test_each_state_says_what_it_means_and_what_to_do(open_sender, state):
    page = open_sender(a_sender(onboarding_status=state, terms_status="REQUEST_SENT"))

    name, meaning, advice = STATES[state]
    assert all(text in page.everything for text in (name, meaning, advice))
    assert "Requested from the owner" in page.everything


def test_without_a_state_it_says_that_it_is_not_known(open_sender):
    assert "WhatsApp has not reported the state." in open_sender(a_sender()).everything


def test_the_way_of_marketing_is_changed_and_noted(open_sender):
    sender = a_sender()
    wanted = {"route": "cloud_api", "product_policy": "STRICT", "activity_sharing": "no"}

    page = open_sender(sender).submit("Save", wanted)

    assert page.messages == ["Saved. It applies from the next batch of messages."]
    chosen = (sender.marketing_route, sender.product_policy, sender.activity_sharing)
    assert chosen == (MarketingRoute.CLOUD_API, ProductPolicy.STRICT, False)
    noted = db.session.scalars(db.select(AuditEntry).filter_by(action="sender.marketing")).one()
    assert noted.details == wanted | {"activity_sharing": False}


def test_the_choices_are_shown_and_can_be_left_to_whatsapp_again(open_sender):
    sender = a_sender(product_policy=ProductPolicy.FALLBACK, activity_sharing=True)
    page = open_sender(sender)

    page.submit("Save", {"product_policy": "", "activity_sharing": ""})

    assert (sender.product_policy, sender.activity_sharing) == (None, None)


def test_a_choice_that_does_not_exist_is_refused(open_sender):
    sender = a_sender()

    page = open_sender(sender).submit("Save", {"route": "by pigeon"})

    assert len(page.errors) == 1
    assert sender.marketing_route == MarketingRoute.AUTOMATIC
