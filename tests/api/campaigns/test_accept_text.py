"""Accepting a template's new text, by the API."""

import pytest

from tests.support.factories import a_sender, a_template, an_active_campaign
from webapp.extensions import db
from webapp.models import Campaign
from webapp.services.campaigns import template_changes

VALUES = {"first_name": {"attribute": "name", "fallback": "friend"}, "amount": "USD 5"}


@pytest.fixture
def campaign(app) -> Campaign:
    """A campaign that paused because its template has another text."""
    sender = a_sender()
    template = a_template(sender)
    started = an_active_campaign(2, sender=sender, message_template=template)
    template.components = [{"type": "BODY", "text": "Dear {{first_name}}, {{amount}} is due."}]
    template_changes.hold_all(Campaign.id == started.id)
    db.session.commit()
    return started


def test_resuming_is_refused_with_words_until_the_text_is_accepted(call, campaign):
    refused = call("POST", f"/campaigns/{campaign.id}/resume")
    accepted = call("POST", f"/campaigns/{campaign.id}/accept-text", {"variables": VALUES})
    resumed = call("POST", f"/campaigns/{campaign.id}/resume")

    assert refused.status_code == 409
    assert "fill in the variables again" in refused.json["error"]["message"]
    assert (accepted.status_code, accepted.json["pause_reason"]) == (200, "template_changed")
    assert (resumed.status_code, resumed.json["status"]) == (200, "active")


def test_variables_that_do_not_fit_are_named(call, campaign):
    answer = call("POST", f"/campaigns/{campaign.id}/accept-text", {"variables": {"x": "1"}})

    assert answer.status_code == 422
    assert "variables.x" in answer.json["error"]["fields"]


def test_values_that_are_missing_are_named(call, campaign):
    variables = {**VALUES, "amount": {"attribute": "amount"}}

    answer = call("POST", f"/campaigns/{campaign.id}/accept-text", {"variables": variables})

    assert answer.status_code == 422
    assert "2 people have no value for amount" in answer.json["error"]["fields"]["variables"]


def test_without_a_change_there_is_nothing_to_accept(call):
    campaign = an_active_campaign(1)

    variables = {"first_name": VALUES["first_name"]}

    answer = call("POST", f"/campaigns/{campaign.id}/accept-text", {"variables": variables})

    assert answer.status_code == 409
