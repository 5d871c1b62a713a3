"""Listing the people of a campaign."""

import json

import pytest

from tests.support.factories import a_contact, a_draft, some_numbers, with_recipients
from webapp.extensions import db
from webapp.models import Recipient
from webapp.services.contacts import merge


def path(campaign, query=""):
    return f"/campaigns/{campaign.id}/recipients{query}"


def test_recipients_are_listed_page_by_page(call):
    numbers = some_numbers(5)
    campaign = with_recipients(a_draft(), numbers)

    first = call("GET", path(campaign, "?limit=3")).json
    second = call("GET", path(campaign, f"?limit=3&cursor={first['next_cursor']}")).json

    assert [one["phone_number"] for one in first["recipients"] + second["recipients"]] == numbers
    assert second["next_cursor"] is None


def test_a_recipient_is_found_by_any_writing_of_the_number(call):
    campaign = with_recipients(a_draft(), ["+5511987654321", *some_numbers(2)])

    for written in ("%2B55 11 98765-4321", "5511987654321", "%2B551187654321", "+5511987654321"):
        found = call("GET", path(campaign, f"?phone_number={written}")).json["recipients"]
        assert [one["phone_number"] for one in found] == ["+5511987654321"]


def test_a_recipient_is_listed_by_each_number_of_the_person(call):
    numbers = ["+573001112233", "+573001112234"]
    kept, other = (a_contact(number) for number in numbers)
    campaign = with_recipients(a_draft(), [other.phone_number])
    merge.merge(kept, other, "eva")
    db.session.commit()

    for number in numbers:
        found = call("GET", path(campaign, f"?phone_number={number}")).json["recipients"]

        assert [one["phone_number"] for one in found] == [kept.phone_number]  # the present one


def test_recipients_can_be_narrowed_to_a_status(call):
    campaign = with_recipients(a_draft(), 2)
    one = db.session.scalars(db.select(Recipient)).first()
    one.status, one.error_code, one.error_details = "failed", 131026, "Not on WhatsApp"

    found = call("GET", path(campaign, "?status=failed")).json["recipients"]

    assert len(found) == 1
    assert found[0]["error"]["code"] == 131026
    assert found[0]["error"]["reason"]
    assert found[0]["error"]["details"] == "Not on WhatsApp"


@pytest.mark.parametrize("query", ["status=lost", "cursor=x", "phone_number=12", "limit=1001"])
def test_recipients_cannot_be_asked_for_in_strange_ways(call, query):
    answer = call("GET", path(a_draft(), f"?{query}"))

    assert answer.status_code == 422
    assert list(answer.json["error"]["fields"]) == [query.partition("=")[0]]


def test_an_added_recipient_is_shown_in_full(call):
    campaign = with_recipients(a_draft(), ["+573001112233"])

    shown = call("GET", path(campaign)).json["recipients"][0]

    assert shown["status"] == "pending"
    assert shown["attempts"] == 0
    assert shown["error"] is None
    assert {"queued_at", "accepted_at", "delivered_at", "read_at", "failed_at"} <= shown.keys()
    json.dumps(shown)
