"""The list of campaigns, and one of them."""

import uuid
from datetime import date, time, timedelta

import pytest
from bs4 import BeautifulSoup

from tests.support.factories import a_draft, a_sender, an_active_campaign
from tests.support.page import words
from webapp import clock
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import Recipient
from webapp.queries.campaigns import lists
from webapp.services.campaigns import daily, lifecycle


def set_statuses(campaign, *statuses: RecipientStatus) -> None:
    """Give the first recipients these statuses."""
    chosen = db.select(Recipient).where(Recipient.campaign_id == campaign.id)
    people = db.session.scalars(chosen.order_by(Recipient.position)).all()
    for person, status in zip(people, statuses, strict=False):
        person.status = status
        person.accepted_at = clock.now()
    db.session.flush()


def test_no_campaign_yet(open_page):
    assert open_page("/campaigns/").rows()[0][0].startswith("There is no campaign yet.")


def test_each_campaign_shows_its_state_and_only_what_can_be_done_with_it(open_page):
    sender = a_sender()
    a_draft(sender, name="Draft one")
    an_active_campaign(2, sender=sender, name="Running one")
    paused = an_active_campaign(2, sender=sender, name="Paused one")
    lifecycle.pause(paused, PauseReason.PERSON, "tests")

    rows = {row[0].split(" one")[0]: row for row in open_page("/campaigns/").rows()}

    assert rows["Draft"][1] == "Draft"
    assert "Continue" in rows["Draft"][-1]
    assert "Delete" in rows["Draft"][-1]
    assert (rows["Running"][1], "Pause" in rows["Running"][-1]) == ("Sending", True)
    assert (rows["Paused"][1], "Resume" in rows["Paused"][-1]) == ("Paused", True)
    assert "Pause" not in rows["Draft"][-1]


def test_a_tab_counts_and_shows_one_status(open_page):
    sender = a_sender()
    a_draft(sender, name="Draft one")
    an_active_campaign(1, sender=sender, name="Running one")

    page = open_page("/campaigns/").follow("Sending 1")

    assert [row[0].startswith("Running one") for row in page.rows()] == [True]


def test_a_campaign_is_found_by_a_part_of_its_name(open_page):
    a_draft(name="Spring harvest")
    a_draft(name="Summer sale")

    page = open_page("/campaigns/").submit("Find", {"search": "HARVEST"})

    assert [row[0].split(" offer")[0] for row in page.rows()] == ["Spring harvest"]


def test_a_long_list_goes_on_with_nobody_twice_and_nobody_missing(open_page):
    sender = a_sender()
    wanted = {a_draft(sender, name=f"No. {n}").name for n in range(60)}

    page, seen = open_page("/campaigns/"), []
    while True:
        seen += [row[0].split(" offer")[0] for row in page.rows()]
        if "Next page" not in page.links:
            break
        page = page.follow("Next page")

    assert sorted(seen) == sorted(wanted)


@pytest.mark.parametrize(
    ("sort", "wanted"),
    [("name", "abcd"), ("-name", "dcba"), ("priority", "badc"), ("-priority", "cdab")],
)
def test_campaigns_are_sorted_and_paged_back_and_forth(open_page, monkeypatch, sort, wanted):
    monkeypatch.setattr(lists.page, "__defaults__", (2,))
    sender = a_sender()
    for name, priority in (("d", 8), ("b", 1), ("C", 9), ("a", 2)):
        a_draft(sender, name=name, priority=priority)

    def names(page) -> str:
        return "".join(row[0].split()[0].lower() for row in page.rows())

    first = open_page(f"/campaigns/?sort={sort}")
    second = first.follow("Next page")

    assert names(first) + names(second) == wanted
    assert "Next page" not in second.links
    assert names(second.follow("Previous page")) == names(first)
    assert "Previous page" not in second.follow("First page").links


def test_the_heading_by_which_the_list_is_sorted_says_so(open_page):
    a_draft()

    page = open_page("/campaigns/").follow("Priority")

    sorted_by = page.soup.select("th[aria-sort]")
    assert [(words(one), one["aria-sort"]) for one in sorted_by] == [("Priority", "ascending")]
    assert page.follow("Show the newest first").soup.select("th[aria-sort]") == []
    assert open_page("/campaigns/?sort=colour").status == 404


def test_a_row_tells_how_fast_it_is_and_when_it_ends(open_page, at):
    at("2025-10-05 09:00")
    an_active_campaign(10, name="Spring", daily_send_limit=5)

    (row,) = open_page("/campaigns/").rows()

    assert row[4] == "Mon 6 Oct 5 a day"


def test_a_day_leads_to_the_people_who_were_taken_on_it(open_page, at):
    at("2025-10-05 09:00")
    campaign = an_active_campaign(10, daily_send_limit=4)
    daily.allocate_due(clock.now())

    page = open_page(f"/campaigns/{campaign.id}").follow("4")

    assert len(page.rows()) == 4


def test_a_cursor_that_is_none_is_not_found(open_page):
    assert open_page("/campaigns/?after=yesterday").status == 404
    assert open_page("/campaigns/?status=flying").heading == "Page not found"


def test_a_campaign_that_is_not_there_is_not_found(open_page):
    assert open_page(f"/campaigns/{uuid.uuid4()}").status == 404


def test_each_tile_counts_one_status_and_leads_to_its_people(open_page):
    campaign = an_active_campaign(5)
    set_statuses(campaign, RecipientStatus.READ, RecipientStatus.FAILED)

    page = open_page(f"/campaigns/{campaign.id}")

    assert "2 of 5 people (40.0 %)" in page.text
    (failed,) = page.follow("Not delivered 1").rows()
    assert failed[2].startswith("Not delivered")
    assert len(page.follow("Waiting 3").rows()) == 3


def test_the_plan_stands_beside_the_result(open_page, at):
    at("2025-10-05 09:00")
    campaign = an_active_campaign(10, daily_send_limit=4)
    daily.allocate_due(clock.now())
    set_statuses(campaign, RecipientStatus.SENT)

    rows = open_page(f"/campaigns/{campaign.id}").rows("The plan")

    assert rows[0][0] == "Sun 5 Oct (today)"
    assert rows[0][2:5] == ["–", "4", "1"]
    assert [row[2] for row in rows[1:]] == ["4", "2"]


def test_a_campaign_says_that_a_clock_change_moves_its_hours(open_page, at):
    at("2027-03-27 09:00")
    hours = {"window_opens": time(1, 30), "window_closes": time(1, 45)}
    campaign = an_active_campaign(
        2, timezone="Europe/London", start_date=date(2027, 3, 28), **hours
    )

    page = open_page(f"/campaigns/{campaign.id}")

    begins = "Starts on Sunday 28 March 2027, 02:30 (Europe/London) with 2 people."
    note = "Clocks change on 28 March 2027, so the hours are 02:30 to 02:45 on that day."
    assert f"{begins} {note}" in page.text


def test_a_campaign_says_what_happens_next(open_page, at):
    at("2025-10-05 09:00")
    sender = a_sender(messaging_limit=3)
    later = an_active_campaign(5, sender=sender, start_date=date(2025, 10, 8), daily_send_limit=2)
    now = an_active_campaign(5, sender=sender, daily_send_limit=3)

    def outlook(campaign) -> str:
        return open_page(f"/campaigns/{campaign.id}").text

    assert "Scheduled Starts on Wednesday 8 October 2025, 00:00 (UTC) with 2 people." in outlook(
        later
    )
    assert "Sending Next, within a minute: 3 people." in outlook(now)
    daily.allocate_due(clock.now())
    assert "Being written to now: 3 people." in outlook(now)
    set_statuses(now, *[RecipientStatus.SENT] * 3)
    assert "Today's amount, 3 people, is taken." in outlook(now)
    lifecycle.pause(now, PauseReason.TEMPLATE, "system")
    assert "Paused because WhatsApp paused or refuses the message template." in outlook(now)


def test_a_completed_campaign_counts_only_who_was_written_to(open_page, at):
    at("2025-10-05 09:00")
    campaign = an_active_campaign(3)
    set_statuses(campaign, RecipientStatus.READ, RecipientStatus.FAILED, RecipientStatus.SKIPPED)
    campaign.status, campaign.completed_at = CampaignStatus.COMPLETED, clock.now()

    page = open_page(f"/campaigns/{campaign.id}")

    said = "1 of 3 messages were sent; 1 was not delivered; 1 person was skipped."
    assert f"Completed {said} It ended on Sunday 5 October 2025" in page.text


def test_unconfirmed_people_are_not_counted_as_written_to(open_page, at):
    at("2025-10-05 09:00")
    campaign = an_active_campaign(4)
    set_statuses(campaign, *[RecipientStatus.SENT] * 2, *[RecipientStatus.UNCONFIRMED] * 2)
    campaign.status, campaign.completed_at = CampaignStatus.COMPLETED, clock.now()

    page = open_page(f"/campaigns/{campaign.id}")

    assert "Completed 2 of 4 messages were sent; 2 are unconfirmed. It ended on" in page.text
    assert "2 of 4 people (50.0 %)" in page.text
    assert page.links["Unconfirmed: 2 people"].endswith("?status=unconfirmed")
    assert any("2 of 4" in cell for row in open_page("/campaigns/").rows() for cell in row)


def test_everyone_was_written_to_only_if_all_messages_were_sent(open_page, at):
    at("2025-10-05 09:00")
    campaign = an_active_campaign(2)
    set_statuses(campaign, RecipientStatus.SENT, RecipientStatus.READ)
    campaign.status, campaign.completed_at = CampaignStatus.COMPLETED, clock.now()

    page = open_page(f"/campaigns/{campaign.id}")

    assert "Completed Everyone was written to. It ended on" in page.text
    assert "Unconfirmed:" not in page.text


def test_before_cancelling_the_unconfirmed_are_named_apart(open_page):
    campaign = an_active_campaign(4)
    set_statuses(campaign, RecipientStatus.SENT, *[RecipientStatus.UNCONFIRMED] * 2)

    page = open_page(f"/campaigns/{campaign.id}/cancel")

    assert "1 person has been written to. 1 person will not be." in page.text
    assert "It is not known whether 2 people got the message." in page.text


def test_behind_the_days_amount_it_goes_on_as_places_come_free(open_page, at):
    at("2025-10-05 09:00")
    sender = a_sender(messaging_limit=3)
    campaign = an_active_campaign(5, sender=sender, daily_send_limit=5)
    daily.allocate_due(clock.now())
    set_statuses(campaign, *[RecipientStatus.FAILED] * 3)  # who use no quota

    page = open_page(f"/campaigns/{campaign.id}")

    assert "Goes on today as places come free; on 6 October 2025: 2 people." in page.text


def test_outside_its_hours_a_campaign_says_when_it_goes_on(open_page, at):
    at("2025-10-05 22:00")
    campaign = an_active_campaign(5, window_opens=time(9), window_closes=time(20))

    assert (
        "Goes on at Monday 6 October 2025, 09:00 (UTC)."
        in open_page(f"/campaigns/{campaign.id}").text
    )


def test_the_part_that_changes_is_the_same_as_in_the_page(editor, open_page):
    campaign = an_active_campaign(5)
    part = open_page(f"/campaigns/{campaign.id}").soup.find(id="progress")

    fetched = BeautifulSoup(editor.get(part["hx-get"]).text, "html.parser").find(id="progress")

    assert fetched == part


@pytest.mark.parametrize(("minutes", "is_fetched"), [(0, True), (31, False)])
def test_a_campaign_that_has_ended_is_fetched_anew_for_half_an_hour(open_page, minutes, is_fetched):
    campaign = an_active_campaign(1)
    lifecycle.cancel(campaign, "tests")
    campaign.cancelled_at -= timedelta(minutes=minutes)

    part = open_page(f"/campaigns/{campaign.id}").soup.find(id="progress")

    assert part.has_attr("hx-get") == is_fetched


def test_the_message_and_what_was_done_are_shown(open_page):
    campaign = an_active_campaign(1)

    page = open_page(f"/campaigns/{campaign.id}")

    assert "Hello friend" in page.text  # the fallback: it belongs to no contact
    assert page.rows("Who did what")[0][:2] == ["Campaign activated", "tests"]


def test_a_campaign_that_waits_says_why_and_until_when(open_page, at):
    at("2025-10-05 06:00")
    sender = a_sender(messaging_limit=10)
    an_active_campaign(9, sender=sender, name="Spring sale", priority=1)
    campaign = an_active_campaign(5, sender=sender, window_opens=time(9), window_closes=time(20))

    page = open_page(f"/campaigns/{campaign.id}")

    reasons = [words(one) for one in page.soup.select(".reasons li")]
    assert reasons == [
        "Outside its hours: it sends 09:00 to 20:00, UTC. "
        "Until Sunday 5 October 2025, 09:00 (UTC), in 3 h",
        "Higher priority goes first: “Spring sale” has 9 waiting.",
    ]


def test_marketing_is_counted_by_its_way(open_page):
    campaign = an_active_campaign(3)
    set_statuses(campaign, *[RecipientStatus.DELIVERED] * 3)
    page = open_page(f"/campaigns/{campaign.id}")
    assert "Marketing Messages API" not in page.everything

    ways = ("marketing_lite", "marketing_lite", "marketing")
    for recipient, way in zip(db.session.scalars(db.select(Recipient)).all(), ways, strict=True):
        recipient.pricing_category = way
    db.session.flush()

    page = open_page(f"/campaigns/{campaign.id}")
    assert "by the Marketing Messages API: 2; by the Cloud API: 1." in page.everything
