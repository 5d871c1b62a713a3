"""The first page."""

import json
from datetime import date, timedelta

import pytest

from tests.support.factories import a_contact, a_sender, an_active_campaign
from tests.support.page import visit, words
from webapp import clock
from webapp.domain.contacts.consent import ConsentSource
from webapp.domain.messages import of_error
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import CampaignCounter, CampaignKind, Recipient
from webapp.services.contacts import subscriptions
from webapp.services.operations import incidents
from webapp.services.planning import quota_ledger
from webapp.views.shell.layout import LimitBar


def test_an_empty_installation_says_what_to_do_first(open_page):
    page = open_page("/")

    assert "Connect a sender" in page.text
    assert page.rows("Campaigns") == [["No campaign is being sent."]]
    assert page.rows("Recent replies") == [["Nobody has replied yet."]]


def test_what_to_do_first_leads_only_where_one_may_go(open_page, viewer):
    steps = [one.a["href"] for one in open_page("/", viewer).soup.select(".checks li") if one.a]

    assert steps == ["/templates/"]


def test_a_single_message_is_not_the_first_campaign(open_page):
    an_active_campaign(1, kind=CampaignKind.MESSAGE)

    page = open_page("/")

    assert page.links["Send your first campaign"] == "/campaigns/new"
    assert "Connect a sender: a WhatsApp number to send from (done)" in page.text


def test_what_is_sent_now_is_told_in_numbers_and_with_its_last_day(open_page, at):
    at("2025-10-05 09:00")
    campaign = an_active_campaign(10, name="Spring", daily_send_limit=4)
    one = db.session.scalars(db.select(Recipient).where(Recipient.position == 1)).one()
    one.status = RecipientStatus.SENT

    page = open_page("/")

    assert page.rows("Campaigns") == [
        ["Spring", "Sending", "1 of 10 1 of 10", "0 of 4", "3 a day", "Tue 7 Oct"]
    ]
    assert page.links["Spring"] == f"/campaigns/{campaign.id}"
    assert page.follow("All that are being sent").rows()[0][0].startswith("Spring")


def test_the_rate_is_that_of_the_people_who_are_written_to(open_page, at):
    at("2025-10-05 09:00")
    an_active_campaign(10, daily_send_limit=4)
    db.session.execute(
        db.update(Recipient).where(Recipient.position > 6).values(status=RecipientStatus.SKIPPED)
    )

    assert open_page("/").rows("Campaigns")[0][4] == "2 a day"
    assert "2 a day" in open_page("/campaigns/").rows()[0][4]


def test_the_days_to_come_add_up_all_campaigns(open_page, at):
    at("2025-10-05 09:00")
    sender = a_sender()
    an_active_campaign(6, sender=sender, name="Spring", daily_send_limit=4)
    an_active_campaign(3, sender=sender, name="Welcome", daily_send_limit=2)

    rows = open_page("/").rows("Planned")

    assert [row[:3:2] for row in rows] == [["Sun 5 Oct", "6"], ["Mon 6 Oct", "3"]]
    assert "Spring (4)" in rows[0][1]


def test_the_limit_bar_tells_used_reserved_and_free(open_page):
    sender = a_sender(250)
    sender.portfolio.reserve = 20
    quota_ledger.write(sender.portfolio_id, [a_contact().id, a_contact().id], clock.now())

    page = open_page("/")

    assert "2 of 250 people used, 20 reserved, 228 free." in page.everything


def test_a_used_up_limit_tells_when_the_next_places_come_free(open_page, at):
    at("2025-10-05 09:00")
    sender = a_sender(1)
    quota_ledger.write(sender.portfolio_id, [a_contact().id], clock.now() - timedelta(hours=20))

    page = open_page("/")

    assert "Next places free at 13:02 (1)" in page.everything


def test_places_that_come_free_on_another_day_name_the_day(open_page, at):
    at("2025-10-05 20:00")
    sender = a_sender(1)
    quota_ledger.write(sender.portfolio_id, [a_contact().id], clock.now())

    assert "Next places free at 6 Oct, 20:02 (1)" in open_page("/").everything


def test_open_incidents_are_banners_that_lead_to_them(open_page, app):
    incidents.open_incident("notice", "messages 1", of_error("One thing."))

    page = open_page("/contacts/").follow(of_error("One thing."))

    assert page.heading.startswith("Incident of")


def test_of_many_incidents_the_latest_are_banners_and_the_others_are_counted(open_page, app):
    for number in range(8):
        incidents.open_incident("notice", f"messages {number}", of_error(f"Thing {number}."))

    page = open_page("/contacts/")

    banners = page.soup.select("aside .alert-warning:not([hidden])")
    assert [words(one)[-8:] for one in banners] == [f"Thing {number}." for number in range(3, 8)]
    assert len(page.follow("3 older incidents are open").rows()) == 8


def test_every_page_names_the_zone_of_its_times(open_page, client, app):
    assert "Times in UTC, where no other zone is named." in open_page("/contacts/").everything
    assert "Times in" not in visit(client, "/sign-in").everything


def test_many_people_are_counted_anew_for_the_limit_bar_after_a_moment(app, at):
    at("2025-10-05 09:00")
    sender, bar = a_sender(250), LimitBar(many=1)
    seen = []

    for moment in ("09:00:00", "09:00:02", "09:00:09"):
        now = at(f"2025-10-05 {moment}")
        quota_ledger.write(sender.portfolio_id, [a_contact().id, a_contact().id], now)
        db.session.commit()
        with app.app_context():
            seen.append(bar()[0].used)

    assert seen == [2, 2, 6]


def test_an_open_incident_stands_on_every_page(open_page):
    incidents.open_incident("sender_stopped", "sender 1", of_error("The sender is stopped."))

    for address in ("/", "/contacts/", "/campaigns/"):
        assert "The sender is stopped." in open_page(address).soup.get_text()


def test_who_opted_out_lately_is_told_with_their_words(open_page):
    subscriptions.unsubscribe(a_contact(name="Ana"), ConsentSource.KEYWORD, "webhook", "STOP")

    assert open_page("/").rows("Recent opt-outs")[0][:2] == ["Ana", "by a message: STOP"]


@pytest.mark.parametrize("role", ["viewer", "editor", "admin"])
def test_the_navigation_shows_what_the_role_may_open(request, open_page, role):
    page = open_page("/", request.getfixturevalue(role))

    assert ("Settings" in page.links) == (role == "admin")
    assert ("New campaign" in page.links) == (role != "viewer")


LAST = "The last 30 days, all campaigns and single messages together"


def test_the_last_thirty_days_are_shown_as_columns_and_as_a_table(open_page, at):
    at("2025-10-05 09:00")
    campaign = an_active_campaign(1)
    for day, name, amount in (
        (date(2025, 10, 4), "accepted", 40),
        (date(2025, 10, 5), "accepted", 10),
        (date(2025, 10, 5), "failed", 2),
        (date(2025, 9, 5), "accepted", 7),  # longer ago
    ):
        db.session.add(CampaignCounter(campaign_id=campaign.id, day=day, name=name, amount=amount))

    page = open_page("/")

    rows = page.rows("The last 30 days")
    assert len(rows) == 30
    assert rows[0] == ["Sun 5 Oct", "10", "–", "–", "2", "–"]
    assert rows[1][:2] == ["Sat 4 Oct", "40"]
    shown = [words(one) for one in page.soup.select(".measure")]
    assert shown[0] == "Sent 50 most on a day: 40"
    chart = json.loads(page.soup.find(class_="chart", attrs={"aria-label": LAST})["data-chart"])
    assert chart["days"][-2:] == ["4 Oct", "5 Oct"]
    assert {one["words"]: one["amounts"][-2:] for one in chart["series"]} == {
        "Sent": [40, 10],
        "Delivered": [0, 0],
        "Read": [0, 0],
        "Not delivered": [0, 2],
        "Opted out": [0, 0],
    }
