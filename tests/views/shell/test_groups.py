"""Choosing several rows of a list, with one action for all of them."""

import re
import uuid

import pytest

from tests.support.factories import a_contact, a_draft, a_sender, an_active_campaign
from tests.support.page import Page, visit
from webapp import queues
from webapp.domain.campaigns.status import CampaignStatus
from webapp.domain.recipients.status import RecipientStatus
from webapp.extensions import db
from webapp.models import BulkAction, Contact, Recipient, Subscription
from webapp.services.background import bulk_actions
from webapp.services.campaigns import groups

NOTHING = "Nothing is chosen: tick some rows first, or choose all."


def go_on(page: Page, do: str, whom: str = "ticked", ids=()) -> Page:
    """Fill in the form above a list, and press its button; return the next page."""
    form = page.soup.find(id="group")
    kept = {one["name"]: one["value"] for one in form.select("input[type=hidden]")}
    given = {**kept, "do": do, "whom": whom, "id": [str(one) for one in ids]}
    answer = page.client.get(form["action"], query_string=given, follow_redirects=True)
    return Page(page.client, answer)


def names(**which) -> list[str]:
    db.session.expire_all()
    return [one.name for one in db.session.query(Contact).filter_by(**which).order_by(Contact.id)]


@pytest.fixture
def people(app) -> list[Contact]:
    """Ana, Luis and Andrea."""
    return [a_contact(name=name) for name in ("Ana", "Luis", "Andrea")]


def test_the_ticked_are_unsubscribed_with_a_reason(open_page, people):
    ana, luis, _ = people

    page = go_on(open_page("/contacts/"), "unsubscribe", ids=[ana.id, luis.id])
    assert page.heading == "Unsubscribe: 2 contacts?"
    page = page.submit("Unsubscribe", {"words": "asked by phone"})

    assert page.messages == ["Done: 2 changed, the other 0 needed no change."]
    assert names(subscription=Subscription.UNSUBSCRIBED) == ["Ana", "Luis"]


def test_a_reason_is_needed(open_page, people):
    page = go_on(open_page("/contacts/"), "unsubscribe", ids=[people[0].id])

    assert page.submit("Unsubscribe").errors == ["Give the reason."]
    assert names(subscription=Subscription.UNSUBSCRIBED) == []


def test_all_that_match_are_those_of_the_filter(open_page, people):
    page = open_page("/contacts/?search=an")
    assert "all 2 that match" in page.text

    page = go_on(page, "tag", "all").submit("Add a tag", {"words": "vip"})

    assert page.messages == ["Done: 2 changed, the other 0 needed no change."]
    assert page.field("search")["value"] == "an"
    tagged = [one.name for one in db.session.query(Contact) if "tags" in one.attributes]
    assert sorted(tagged) == ["Ana", "Andrea"]


def test_doing_it_twice_changes_nothing_the_second_time(open_page, people):
    page = go_on(open_page("/contacts/"), "unsubscribe", "all")
    page.submit("Unsubscribe", {"words": "closed"})

    again = page.submit("Unsubscribe", {"words": "closed"})

    assert again.messages[-1] == "Done: 0 changed, the other 3 needed no change."


def test_a_tag_with_a_comma_is_two_and_refused(open_page, people):
    page = go_on(open_page("/contacts/"), "tag", "all").submit("Add a tag", {"words": "a,b"})

    assert page.errors == ["One tag at a time: leave the comma out."]


def test_a_file_of_a_few_comes_at_once(open_page, editor, people):
    page = go_on(open_page("/contacts/"), "export", ids=[people[0].id])

    answer = editor.post(
        page.address,
        data={"csrf_token": page.field("csrf_token")["value"], "key": page.field("key")["value"]},
    )

    assert answer.mimetype == "text/csv"
    assert len(answer.text.splitlines()) == 2
    assert ",Ana," in answer.text


def test_nothing_ticked_is_said(open_page, people):
    assert go_on(open_page("/contacts/"), "tag").messages == [NOTHING]
    assert open_page("/contacts/group?do=fly&whom=all").messages == [NOTHING]
    assert open_page("/contacts/group?do=tag&id=x").status == 404


def test_many_are_left_to_a_worker_and_twice_makes_one_action(open_page, people, monkeypatch):
    monkeypatch.setattr(bulk_actions, "MAX_ITEMS_IN_REQUEST", 2)
    page = go_on(open_page("/contacts/"), "tag", "all")

    first, second = (page.submit("Add a tag", {"words": "vip"}) for _ in range(2))

    assert first.heading == "Adding a tag to contacts"
    assert "0 of 3" in first.text
    assert first.soup.find(id="bulk-progress").has_attr("hx-get")
    assert first.path == second.path
    assert db.session.query(BulkAction).count() == 1
    assert queues.redis().llen("rq:queue:default") == 2  # the second finds nothing left to do


def test_the_page_of_an_action_shows_its_end(open_page, people):
    action = bulk_actions.begin(uuid.uuid4(), "contacts_tag", {"whom": {}}, 3, "eva")
    action.done, action.changed, action.finished_at = 3, 1, action.created_at

    page = open_page(f"/bulk/{action.id}")

    assert "Done: 1 changed, the other 2 needed no change." in page.text
    assert not page.soup.find(id="bulk-progress").has_attr("hx-get")


def test_a_file_that_is_not_ready_is_not_found(open_page, people):
    action = bulk_actions.begin(uuid.uuid4(), "contacts_export", {"whom": {}}, 3, "eva")

    assert open_page(f"/bulk/{action.id}/file.csv").status == 404


def test_a_viewer_is_offered_no_boxes(open_page, viewer, people):
    page = open_page("/contacts/", viewer)

    assert page.soup.find(id="group") is None
    assert open_page("/contacts/group?do=tag&whom=all", viewer).heading == "You may not do this"


# Campaigns.


def test_several_campaigns_are_paused_and_those_that_cannot_are_named(open_page):
    sender = a_sender()
    running = [an_active_campaign(2, sender=sender, name=name) for name in ("One", "Two")]
    draft = a_draft(sender, name="Three")

    page = go_on(open_page("/campaigns/"), "pause", "all")
    assert page.heading == "Pause: 2 campaigns?"
    assert "4 people will wait until someone resumes the campaigns." in page.text
    assert "1 of those chosen are left as they are" in page.text
    page = page.submit("Pause")

    assert page.messages == ["Done for 2 campaigns."]
    db.session.expire_all()
    assert {one.status for one in running} == {CampaignStatus.PAUSED}
    assert draft.status == CampaignStatus.DRAFT


def test_cancelling_several_states_the_numbers(open_page):
    campaign = an_active_campaign(3, name="One")
    db.session.query(Recipient).first().status = RecipientStatus.DELIVERED

    page = go_on(open_page("/campaigns/"), "cancel", ids=[campaign.id])

    assert "1 person has been written to. 2 people will not be. This can't be undone." in page.text
    assert page.submit("Cancel for good").messages == ["Done for 1 campaign."]


def test_many_campaigns_are_left_to_a_worker(open_page, monkeypatch):
    monkeypatch.setattr(groups, "CAMPAIGNS_PER_TRANSACTION", 1)
    sender = a_sender()
    for name in ("One", "Two"):
        an_active_campaign(1, sender=sender, name=name)

    page = go_on(open_page("/campaigns/"), "pause", "all").submit("Pause")

    assert page.heading == "Pausing campaigns"


def test_campaigns_that_cannot_take_the_step_leave_no_button(open_page):
    draft = a_draft()

    page = go_on(open_page("/campaigns/"), "resume", ids=[draft.id])

    assert page.heading == "Resume: 0 campaigns?"
    assert not page.soup.main.select("button.btn-primary")


def test_the_campaigns_that_match_a_search_are_counted_by_status_too(open_page):
    an_active_campaign(1, name="Spring sale")
    a_draft(name="Summer sale")
    a_draft(name="Winter")

    page = open_page("/campaigns/?search=sale")
    assert "all 2 that match" in page.text

    page = page.follow("Draft 1")
    assert "all 1 that match" in page.text
    assert [row[0].split(" offer")[0] for row in page.rows()] == ["Summer sale"]


# Recipients.


@pytest.fixture
def campaign(app):
    """Five people: two failed for reasons that can be corrected, one with a wrong number."""
    made = an_active_campaign(5, name="Spring")
    people = db.session.query(Recipient).order_by(Recipient.position).all()
    for person, code in zip(people, (131030, 131030, 131026), strict=False):
        person.status, person.error_code, person.attempts = RecipientStatus.FAILED, code, 1
    db.session.flush()
    return made


def statuses() -> list[RecipientStatus]:
    db.session.expire_all()
    return [one.status for one in db.session.query(Recipient).order_by(Recipient.position)]


def test_the_failed_who_are_ticked_are_tried_again(open_page, campaign):
    first = db.session.query(Recipient).order_by(Recipient.position).first()

    page = go_on(open_page(f"/campaigns/{campaign.id}/recipients/"), "retry", ids=[first.id])
    assert page.heading == "Try failed again: 1 person?"
    page = page.submit("Try failed again")

    assert page.messages == ["Done for 1 person."]
    assert statuses().count(RecipientStatus.PENDING) == 3


def test_of_all_that_match_only_those_who_can_be_tried_again_are(open_page, campaign):
    page = open_page(f"/campaigns/{campaign.id}/recipients/?status=failed")
    assert "all 3 that match" in page.text

    page = go_on(page, "retry", "all")

    assert "Of the 3 chosen, it concerns 2; the others stay as they are." in page.text
    page.submit("Try failed again")
    assert statuses().count(RecipientStatus.FAILED) == 1


def test_those_who_wait_are_skipped(open_page, campaign):
    page = go_on(open_page(f"/campaigns/{campaign.id}/recipients/"), "skip", "all")
    assert page.heading == "Skip those who wait: 2 people?"

    page = page.submit("Skip those who wait")

    assert page.messages == ["Done for 2 people."]
    assert statuses().count(RecipientStatus.SKIPPED) == 2
    again = go_on(page, "skip", "all")
    assert not again.soup.main.select("button.btn-danger")


def test_a_large_file_of_recipients_is_prepared(open_page, campaign, monkeypatch):
    monkeypatch.setattr("webapp.views.recipients.pages.MAX_STREAMED", 3)
    page = open_page(f"/campaigns/{campaign.id}/recipients/?status=failed")

    page = page.submit("Prepare a CSV file")

    assert page.heading == "A file of recipients"
    assert "0 of 3" in page.text


def test_recipients_are_filtered_by_reason_and_day(open_page, campaign):
    page = open_page(f"/campaigns/{campaign.id}/recipients/?status=failed&reason=code:131030")

    assert len(page.rows()) == 2
    options = [one.get_text() for one in page.field("reason").find_all("option")]
    assert len(options) == 3
    assert re.search(r"\(2\)$", options[1])
    assert "all 2 that match" in page.text
    of_any = open_page(f"/campaigns/{campaign.id}/recipients/?reason=code:131030")
    assert "all 2 that match" in of_any.text
    none = open_page(f"/campaigns/{campaign.id}/recipients/?day=2025-10-05").rows()
    assert none == [["Nobody here fits the filter."]]
    assert open_page(f"/campaigns/{campaign.id}/recipients/?day=tomorrow").status == 404
    wrong = open_page(f"/campaigns/{campaign.id}/recipients/?status=failed&reason=x").rows()
    assert wrong == [["Nobody here fits the filter."]]


def test_a_shown_address_of_another_is_not_acted_on(open_page, campaign):
    other = an_active_campaign(1)
    stranger = db.session.query(Recipient).filter_by(campaign_id=other.id).one()

    page = visit(
        open_page("/").client,
        f"/campaigns/{campaign.id}/recipients/group?do=skip&whom=ticked&id={stranger.id}",
    )

    assert page.messages == [NOTHING]
