"""Lists sorted by the clicked heading, page by page."""

import pytest

from tests.support.factories import a_contact, a_sender, a_template, an_active_campaign
from tests.support.page import Page, words
from webapp import clock
from webapp.domain.messages import of_error
from webapp.extensions import db
from webapp.models import Audience, Campaign, Recipient, Reply, ReplyEffect
from webapp.services.accounts import audit
from webapp.services.operations import incidents

NUMBERS = ("+573001000003", "+573001000001", "+573001000002")


@pytest.fixture
def campaign(app) -> Campaign:
    """Three people, a reply, an incident and an entry of each; added in the order of NUMBERS."""
    for number in NUMBERS:
        a_contact(number)
        incidents.open_incident("notice", number, of_error(f"About {number}."))
        audit.note("eva", "setting.change", number)
        db.session.add(
            Reply(
                wamid=f"wamid.{number}",
                sender_phone=number,
                kind="text",
                text=f"From {number}",
                effect=ReplyEffect.NOTHING,
                received_at=clock.now(),
            )
        )
    return an_active_campaign(list(NUMBERS))


def sorted_by(page: Page) -> list[tuple[str, str]]:
    return [(words(one), one["aria-sort"]) for one in page.soup.select("th[aria-sort]")]


#: Each list, its role, its heading, its default order, and the expected rows.
LISTS = {
    "/contacts/": ("Known since", "descending"),
    "/replies/": ("When", "descending"),
    "/incidents/": ("Since", "descending"),
    "/settings/audit": ("When", "descending"),
}


def seen(page: Page) -> list[str]:
    """Return the last digits of the numbers, from the top; other rows are ignored."""
    digits = ["".join(filter(str.isdigit, " ".join(row))) for row in page.rows()]
    return [found for one in digits for found in ("1000001", "1000002", "1000003") if found in one]


@pytest.mark.parametrize("address", LISTS)
def test_a_second_click_turns_a_list_round(open_page, admin, campaign, address):
    heading, direction = LISTS[address]

    first = open_page(address, admin)
    turned = first.follow(heading)

    assert sorted_by(first) == [(heading, direction)]
    assert sorted_by(turned) == [(heading, "ascending")]
    assert seen(first) == ["1000002", "1000001", "1000003"]
    assert seen(turned) == ["1000003", "1000001", "1000002"]
    assert seen(turned.follow(heading)) == seen(first)


@pytest.mark.parametrize("address", [*LISTS, "/campaigns/"])
@pytest.mark.parametrize("wrong", ["sort=colour", "sort=--", "after=x", "before=1~2~3"])
def test_an_order_or_a_place_that_is_none_is_not_found(open_page, admin, app, address, wrong):
    assert open_page(f"{address}?{wrong}", admin).status == 404


@pytest.mark.parametrize("word", ["endpoint", "_method", "_scheme", "campaign_id"])
def test_a_word_that_no_list_knows_changes_nothing(open_page, word):
    address = f"/campaigns/{an_active_campaign(60).id}/recipients/"

    page = open_page(f"{address}?{word}=x").follow("Next page")

    assert (page.status, page.path, len(page.rows())) == (200, address, 10)


def test_contacts_and_recipients_are_sorted_by_number(open_page, campaign):
    by_number = ["1000001", "1000002", "1000003"]

    contacts = open_page("/contacts/").follow("Phone")
    people = open_page(f"/campaigns/{campaign.id}/recipients/")

    assert seen(contacts) == by_number
    assert seen(contacts.follow("Phone")) == by_number[::-1]
    assert seen(people) == ["1000003", "1000001", "1000002"]
    assert seen(people.follow("Phone")) == by_number
    assert seen(people.follow("Phone").follow("All 3")) == seen(people)


def test_the_order_is_kept_by_tabs_searches_and_pages(open_page, campaign, monkeypatch):
    for number in range(60):
        a_contact(f"+5730020000{number:02}")

    page = open_page("/contacts/").follow("Phone")

    assert sorted_by(page.follow("Subscribed")) == [("Phone", "ascending")]
    assert sorted_by(page.submit("Find", {"search": "+573001000001"})) == [("Phone", "ascending")]
    second = page.follow("Next page")
    assert sorted_by(second) == [("Phone", "ascending")]
    assert len(page.rows()) + len(second.rows()) == 63
    assert page.rows() == second.follow("Previous page").rows()


def test_an_empty_list_can_be_sorted_too(open_page, app):
    page = open_page("/contacts/").follow("Phone")

    assert page.rows() == [["There are no contacts yet. Upload a file to begin."]]


def test_templates_are_sorted_by_name_or_use(open_page, app):
    sender = a_sender()
    used = a_template(sender, name="zebra")
    a_template(sender, name="ant")
    an_active_campaign(1, sender=sender, message_template=used)

    def names(page: Page) -> list[str]:
        return [row[0].split()[0] for row in page.rows()]

    page = open_page("/templates/")
    assert names(page) == ["ant", "zebra"]
    assert names(page.follow("Name")) == ["zebra", "ant"]
    most_used = page.follow("Used in").follow("Used in")
    assert names(most_used) == ["zebra", "ant"]
    assert sorted_by(most_used) == [("Used in", "descending")]
    assert open_page("/templates/?sort=colour").status == 404


def test_audiences_are_sorted_by_name_or_age(open_page, app):
    for name in ("b", "A", "c"):
        db.session.add(Audience(name=name, filter={}))
        db.session.flush()

    def names(page: Page) -> list[str]:
        return [row[0] for row in page.rows()]

    page = open_page("/audiences/")
    assert names(page) == ["A", "b", "c"]
    assert names(page.follow("Name")) == ["c", "b", "A"]
    assert names(page.follow("Since")) == ["b", "A", "c"]
    assert open_page("/audiences/?sort=colour").status == 404


def test_nobody_is_lost_between_pages_of_a_campaign_sorted_by_number(open_page, app):
    campaign = an_active_campaign(120)
    address = f"/campaigns/{campaign.id}/recipients/?sort=-phone"

    numbers, page = [], open_page(address)
    while page:
        numbers += [row[0] for row in page.rows()]
        page = page.follow("Next page") if "Next page" in page.links else None

    assert len(set(numbers)) == 120 == db.session.query(Recipient).count()
    assert numbers == sorted(numbers, reverse=True)
