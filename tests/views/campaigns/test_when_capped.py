"""Choosing what a campaign does with contacts over the frequency cap."""

from tests.support.factories import a_draft, an_active_campaign, with_recipients
from webapp.domain.sending.frequency_cap import WhenCapped
from webapp.extensions import db

QUESTION = "Who got enough messages"


def test_the_wizard_keeps_the_choice_and_the_campaign_tells_it(open_page, app):
    draft = with_recipients(a_draft(), 1)

    open_page(f"/campaigns/{draft.id}/schedule").submit(
        "Save and continue", {"when_capped": "wait"}
    )

    assert draft.when_capped == WhenCapped.WAIT
    assert open_page(f"/campaigns/{draft.id}").facts()[QUESTION] == "waits for a later day"


def test_without_a_choice_it_is_as_the_settings_say(open_page, app):
    draft = with_recipients(a_draft(when_capped=WhenCapped.SKIP), 1)

    open_page(f"/campaigns/{draft.id}/schedule").submit("Save and continue", {"when_capped": ""})

    assert draft.when_capped is None
    assert QUESTION not in open_page(f"/campaigns/{draft.id}").facts()


def test_what_is_no_choice_is_refused(open_page, app):
    draft = a_draft()

    page = open_page(f"/campaigns/{draft.id}/schedule")
    page = page.submit("Save and continue", {"when_capped": "never"})

    assert page.heading == "When is it sent?"
    assert page.errors
    assert draft.when_capped is None


def test_it_may_change_while_the_campaign_is_sent(open_page, app):
    campaign = an_active_campaign()
    db.session.commit()

    open_page(f"/campaigns/{campaign.id}/change").submit("Save the change", {"when_capped": "skip"})

    assert campaign.when_capped == WhenCapped.SKIP
