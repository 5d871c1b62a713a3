"""The people of a campaign."""

import csv
import io
from datetime import timedelta

import pytest

from tests.support.factories import a_contact, an_active_campaign
from webapp import clock
from webapp.domain.recipients.status import RecipientStatus, SkipReason
from webapp.extensions import db
from webapp.models import MarketingHold, Recipient, Reply, ReplyEffect

ANA, LUIS = "+573001112233", "+573004445566"


@pytest.fixture
def campaign(app):
    a_contact(ANA, "Ana")
    a_contact(LUIS, "Luis")
    return an_active_campaign([ANA, LUIS], timezone="America/Bogota")


def person(number: str) -> Recipient:
    return db.session.scalars(db.select(Recipient).where(Recipient.phone_number == number)).one()


def fail(recipient: Recipient, code: int = 131026) -> None:
    recipient.status, recipient.error_code = RecipientStatus.FAILED, code
    recipient.failed_at, recipient.attempts = clock.now(), 1


def test_each_person_has_a_status_in_plain_words(open_page, campaign):
    fail(person(ANA))
    person(LUIS).status, person(LUIS).skip_reason = RecipientStatus.SKIPPED, SkipReason.OPTED_OUT

    rows = open_page(f"/campaigns/{campaign.id}/recipients/").rows()

    assert rows[0][:3] == ["+57 300 1112233", "Ana", "Not delivered This number isn't on WhatsApp"]
    assert rows[0][-1] == "1 of 3"
    assert rows[1][2] == "Skipped unsubscribed"


def test_times_are_those_of_the_campaigns_zone_with_utc_in_the_title(open_page, campaign, at):
    person(ANA).accepted_at = at("2025-10-05 14:00")

    page = open_page(f"/campaigns/{campaign.id}/recipients/")

    assert page.rows("Times in America/Bogota")[0][3] == "5 Oct, 09:00"
    assert page.soup.main.time["title"] == "America/Bogota; 2025-10-05 14:00:00 UTC"


@pytest.mark.parametrize("writing", ["+57 300 111-2233", "00573001112233", "(+57) 3001112233"])
def test_someone_is_found_by_phone_in_any_writing(open_page, campaign, writing):
    page = open_page(f"/campaigns/{campaign.id}/recipients/").submit("Find", {"phone": writing})

    assert [row[1] for row in page.rows()] == ["Ana"]


def test_someone_who_is_not_in_the_campaign_is_not_found(open_page, campaign):
    page = open_page(f"/campaigns/{campaign.id}/recipients/?phone=%2B573009999999")

    assert page.rows() == [["Nobody with this number or user id is in the campaign."]]


def test_a_tab_shows_the_people_of_one_status(open_page, campaign):
    fail(person(LUIS))

    page = open_page(f"/campaigns/{campaign.id}/recipients/").follow("Not delivered 1")

    assert [row[1] for row in page.rows()] == ["Luis"]


def test_a_long_list_goes_on_page_by_page(open_page):
    campaign = an_active_campaign(120)

    page, seen = open_page(f"/campaigns/{campaign.id}/recipients/"), []
    while True:
        seen += [row[0] for row in page.rows()]
        if "Next page" not in page.links:
            break
        page = page.follow("Next page")

    assert len(seen) == len(set(seen)) == 120
    assert "First page" in page.links


def test_one_person_shows_what_happened_in_order_and_the_exact_message(open_page, campaign):
    ana, now = person(ANA), clock.now()
    campaign.activated_at = now - timedelta(hours=2)
    ana.status = RecipientStatus.READ
    ana.accepted_at, ana.delivered_at, ana.read_at = (
        now - timedelta(minutes=3),
        now - timedelta(minutes=2),
        now,
    )
    ana.history = [
        {"at": (now - timedelta(hours=2)).isoformat(), "code": None, "details": "Nobody answers"},
        {"at": (now - timedelta(hours=1)).isoformat(), "code": 131000, "details": "Try again"},
    ]

    page = open_page(f"/campaigns/{campaign.id}/recipients/").follow("+57 300 1112233")

    told = [one.span.get_text() for one in page.soup.select(".timeline-list li")]
    assert told == [
        "Planned",
        "Not taken: Nobody answers",
        "Refused by WhatsApp: Try again",
        "Taken by WhatsApp",
        "Delivered to the person's device",
        "Read",
    ]
    assert "Hello Ana" in page.text


@pytest.mark.parametrize(
    ("category", "said"),
    [
        ("marketing_lite", "Sent by the Marketing Messages API."),
        ("marketing", "Sent by the Cloud API."),
        (None, ""),
    ],
)
def test_the_page_says_by_which_way_the_message_went(open_page, campaign, category, said):
    recipient = person("+573001112233")
    recipient.pricing_category = category
    db.session.flush()

    page = open_page(f"/campaigns/{campaign.id}/recipients/{recipient.id}")

    assert ("Sent by the" in page.everything) == bool(said)
    assert said in page.everything


def test_a_failure_comes_with_advice_and_its_code_folded_away(open_page, campaign):
    fail(person(ANA))

    page = open_page(f"/campaigns/{campaign.id}/recipients/{person(ANA).id}")

    assert "Not delivered This number isn't on WhatsApp." in page.text
    assert "Check the number" in page.text
    assert "Code 131026" in page.soup.details.get_text()


@pytest.mark.parametrize(("number", "is_expected"), [(ANA, True), ("+4915123456789", False)])
def test_where_whatsapp_has_no_cap_the_advice_says_that_the_refusal_is_odd(
    open_page, number, is_expected
):
    campaign = an_active_campaign([number])
    fail(person(number), 131049)

    page = open_page(f"/campaigns/{campaign.id}/recipients/{person(number).id}")

    assert ("trying earlier is punished" in page.text) == is_expected
    assert ("WhatsApp has no such limit where this person lives" in page.text) != is_expected


def test_who_gets_no_marketing_for_a_day_says_so(open_page, campaign, at):
    at("2025-10-06 14:00")
    until = clock.now() + timedelta(hours=24)
    db.session.add(MarketingHold(contact_id=person(ANA).contact_id, held_until=until))

    pages = [
        open_page(f"/campaigns/{campaign.id}/recipients/{person(number).id}").text
        for number in (ANA, LUIS)
    ]

    assert ["No campaign sends them marketing before" in page for page in pages] == [True, False]


def test_what_whatsapp_refused_is_told_before_it_was_given_up(open_page, campaign):
    fail(person(ANA))
    failed_at = person(ANA).failed_at
    person(ANA).history = [{"at": failed_at.isoformat(), "code": 131026, "details": "No such user"}]

    page = open_page(f"/campaigns/{campaign.id}/recipients/{person(ANA).id}")

    told = [one.span.get_text() for one in page.soup.select(".timeline-list li")]
    assert told[-2:] == ["Refused by WhatsApp: No such user", "Given up"]


def test_a_recipient_of_another_campaign_is_not_found(open_page, campaign):
    other = an_active_campaign(1)

    assert open_page(f"/campaigns/{other.id}/recipients/{person(ANA).id}").status == 404


def exported(client, campaign, query="") -> list[list[str]]:
    answer = client.get(f"/campaigns/{campaign.id}/recipients/export.csv{query}")
    assert answer.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_the_export_has_everyone_with_status_and_reason(editor, campaign):
    fail(person(LUIS))

    heading, ana, luis = exported(editor, campaign)

    assert heading[:4] == ["phone_number", "name", "status", "reason"]
    assert ana[1:3] == ["Ana", "Waiting"]
    assert luis[1:5] == ["Luis", "Not delivered", "This number isn't on WhatsApp", "131026"]


def test_the_export_can_be_of_one_status(editor, campaign):
    fail(person(LUIS))

    assert [row[1] for row in exported(editor, campaign, "?status=failed")[1:]] == ["Luis"]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@sum(a1)", "\tx", "\rx"])
def test_no_cell_of_the_export_is_run_by_a_spreadsheet(editor, campaign, name):
    person(ANA).contact.name = name

    ana = exported(editor, campaign)[1]

    assert ana[:2] == [f"'{ANA}", f"'{name}"]


def test_the_export_of_many_is_whole_and_in_order(editor):
    campaign = an_active_campaign(4100, daily_send_limit=5000)

    numbers = [row[0] for row in exported(editor, campaign)[1:]]

    assert len(set(numbers)) == 4100
    assert numbers == sorted(numbers)


def test_who_waits_is_told_the_day_by_the_plan(open_page, at):
    at("2025-10-05 09:00")
    campaign = an_active_campaign(5, daily_send_limit=2)
    last = db.session.query(Recipient).order_by(Recipient.position.desc()).first()

    page = open_page(f"/campaigns/{campaign.id}/recipients/{last.id}")

    assert "By the plan, on 7 October 2025." in page.text


def test_who_was_left_out_is_in_no_line(open_page, campaign):
    ana = person(ANA)
    ana.status, ana.skip_reason = RecipientStatus.SKIPPED, SkipReason.OPTED_OUT

    assert "Not tried." in open_page(f"/campaigns/{campaign.id}/recipients/{ana.id}").text
    luis = open_page(f"/campaigns/{campaign.id}/recipients/{person(LUIS).id}")
    assert "Not tried yet; number 2 of the campaign." in luis.text


def test_tabs_count_nobody_of_other_days(open_page, campaign):
    page = open_page(f"/campaigns/{campaign.id}/recipients/?day=2025-10-05")

    assert "Waiting 2" not in page.links
    assert page.follow("Waiting").rows() == [["Nobody here fits the filter."]]


def test_a_reply_stands_in_the_timeline(open_page, campaign):
    ana = person(ANA)
    db.session.add(
        Reply(
            wamid="w",
            contact_id=ana.contact_id,
            campaign_id=campaign.id,
            kind="text",
            text="Thank you",
            effect=ReplyEffect.NOTHING,
            received_at=clock.now(),
        )
    )

    page = open_page(f"/campaigns/{campaign.id}/recipients/{ana.id}")

    assert page.soup.select(".timeline-list li")[-1].span.get_text() == "Replied: “Thank you”"


def test_some_of_the_people_are_listed_by_their_turn_only(open_page):
    campaign = an_active_campaign(2)
    address = f"/campaigns/{campaign.id}/recipients/"

    assert "Phone" in open_page(f"{address}?sort=phone").links
    assert "Phone" not in open_page(f"{address}?status=pending").links
    assert open_page(f"{address}?status=pending&sort=phone").status == 404
