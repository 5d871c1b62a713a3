"""The rules about countries, changed by administrators."""

from tests.support.factories import a_contact, a_draft, an_active_campaign
from tests.support.inbox import recipients_of
from tests.views.drafts import EVERYONE
from webapp.queries.operations import settings
from webapp.services.audiences import saved

US, COLOMBIA = "+13105550123", "+573001112233"


def rule(country: str):
    return next(each for each in settings.country_rules() if each.country == country)


def test_an_administrator_switches_a_rule_off_and_sets_its_dates(open_page, admin):
    page = open_page("/settings/countries", admin)
    assert page.rows()[0][:2] == ["United States", "Marketing"]

    page = page.follow("Change United States")
    page = page.submit("Save the rule", {"is_on": None, "until": "2026-12-31"})

    assert page.messages == ["The rule is saved. Running campaigns follow it within a minute."]
    assert (rule("US").is_on, str(rule("US").since)) == (False, "2025-04-01")
    assert page.rows()[0][3:6] == ["1 April 2025", "31 December 2026", "Off"]
    assert rule("CU").is_on


def test_dates_that_do_not_fit_are_refused(open_page, admin):
    page = open_page("/settings/countries/US", admin)

    page = page.submit("Save the rule", {"since": "2026-02-01", "until": "2026-01-01"})

    assert page.errors == ["The last day can't come before the first."]


def test_a_country_without_a_rule_is_not_found(open_page, admin):
    assert open_page("/settings/countries/DE", admin).status == 404


def test_an_editor_may_not_change_them(open_page):
    assert open_page("/settings/countries/US").status == 403


def test_the_review_and_the_audience_count_them_with_the_reason(open_page):
    for number in (US, COLOMBIA):
        a_contact(number)
    audience = saved.create("All", EVERYONE, "eva")
    draft = a_draft(target_audience=EVERYONE)

    review = open_page(f"/campaigns/{draft.id}/review")
    shown = open_page(f"/audiences/{audience.id}")

    reason = "WhatsApp does not deliver marketing to numbers of the United States."
    assert fact(review, "Country not allowed: United States") == [reason, "−1"]
    assert review.facts()["Will get the message"] == "1 person"
    assert fact(shown, "Of them, no marketing: United States") == [reason, "1"]


def fact(page, label: str) -> list[str]:
    """Return the reason and the number beside a label of the waterfall."""
    term = next(each for each in page.soup.select(".waterfall dt") if label in each.get_text())
    return [term.span.get_text(), term.find_next_sibling("dd").get_text()]


def test_a_recipient_who_is_left_out_says_why(open_page):
    campaign = an_active_campaign([US, COLOMBIA])
    recipient = recipients_of(campaign)[0]

    page = open_page(f"/campaigns/{campaign.id}/recipients/{recipient.id}")

    assert "Skipped country not allowed." in page.text
    assert "WhatsApp does not deliver marketing to numbers of the United States." in page.text


def test_the_export_has_the_reason(open_page):
    campaign = an_active_campaign([US, COLOMBIA])

    page = open_page(f"/campaigns/{campaign.id}")
    answer = page.client.get(page.links["Download as CSV"])

    assert "+13105550123,,Skipped,country not allowed" in answer.get_data(as_text=True)
