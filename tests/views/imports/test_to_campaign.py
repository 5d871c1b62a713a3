"""From a spreadsheet to its campaign: the default country, and the next page."""

import io

import pytest

from tests.support.factories import a_draft, a_sender, an_active_campaign
from tests.views.files import AGREED, worked
from webapp.domain.audiences.file_audience import of_file
from webapp.extensions import db
from webapp.models import Campaign, ContactImport

#: Numbers that are valid in Colombia and in the United States.
TEXT = "Customer,Mobile\nAna,301 806 9916\nLuis,304 213 8687\nZoë,+447700900123\nBen,12\n"


@pytest.fixture
def sender(app):
    sender = a_sender()
    sender.display_phone_number = "+57 601 5550100"
    return sender


@pytest.fixture
def imported(open_page, sender):
    """Take a file through all its pages; return the last."""

    def go(address="/contacts/upload"):
        file = (io.BytesIO(TEXT.encode()), "customers.csv")
        page = open_page(address).submit("Upload", {"file": file})
        page = worked(page.submit("Check the file", AGREED))
        return worked(page.submit("Import 3 contacts"))

    return go


def test_a_file_is_of_the_senders_country_unless_someone_says_otherwise(open_page, sender):
    file = (io.BytesIO(TEXT.encode()), "customers.csv")

    page = open_page("/contacts/upload").submit("Upload", {"file": file})

    country = page.field("country")
    assert country.find("option", selected=True).get_text() == "Colombia (+57)"
    assert page.field("columns-0-target").find("option", selected=True)["value"] == "name"
    check = worked(page.submit("Check the file", AGREED))
    assert "Numbers by country: Colombia 2, United Kingdom 1." in check.text
    assert "without a country code were read as numbers of Colombia." in check.text


def test_what_is_imported_leads_back_to_the_draft_it_was_for(imported, sender):
    draft = a_draft(sender, name="Black Friday", target_audience=None)

    page = imported(f"/contacts/upload?draft={draft.id}").follow("Write to them in “Black Friday”")

    assert page.heading == "Who gets the message?"
    page = page.submit("Save and continue")
    assert page.heading == "When is it sent?"
    db.session.refresh(draft)
    kept = db.session.scalars(db.select(ContactImport)).one()
    assert draft.target_audience == of_file(str(kept.id), "customers.csv")


def test_a_draft_that_is_sent_meanwhile_is_not_led_to(imported, sender):
    campaign = an_active_campaign(sender=sender)

    page = imported(f"/contacts/upload?draft={campaign.id}")

    assert "New campaign for these people" in page.links


def test_a_new_campaign_is_begun_for_the_people_of_a_file(imported, open_page):
    page = imported().follow("New campaign for these people")
    assert "For the people of “customers.csv”" in page.text

    page = page.submit("Save and continue", {"name": "Hello"})

    (campaign,) = db.session.scalars(db.select(Campaign))
    kept = db.session.scalars(db.select(ContactImport)).one()
    assert campaign.target_audience == of_file(str(kept.id), "customers.csv")
    audience = open_page(f"/campaigns/{campaign.id}/audience")
    assert audience.soup.find("input", value="file").has_attr("checked")
    assert audience.facts()["Will get the message"] == "3 people"


@pytest.mark.parametrize("file", ["0", "99", "x", ""])
def test_a_file_that_was_not_imported_chooses_nobody(open_page, sender, file):
    open_page(f"/campaigns/new?file={file}").submit("Save and continue", {"name": "Hello"})

    (campaign,) = db.session.scalars(db.select(Campaign))
    assert campaign.target_audience is None
    page = open_page(f"/campaigns/{campaign.id}/audience?file={file}")
    assert page.soup.find("input", value="everyone").has_attr("checked")
    assert "Nobody is chosen yet." in page.text


def test_the_audience_is_counted_at_once_only_where_nothing_is_saved(open_page, sender):
    new = a_draft(sender, target_audience=None)
    saved = a_draft(sender, target_audience={"match": "all", "conditions": []})

    def trigger(draft):
        return open_page(f"/campaigns/{draft.id}/audience").soup.find(id="look")["hx-trigger"]

    assert trigger(new).startswith("load, change")
    assert trigger(saved).startswith("change")
