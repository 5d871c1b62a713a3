"""The endpoint was the wrong one: the other one gets the message, once."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from aiohttp import web
from sqlalchemy import select

from jobs.send_batch import send_batch
from tests.jobs.test_send_batch import counts
from tests.support.small_cloud_api import accepted, refused, serving
from webapp.domain.campaigns.status import CampaignStatus, PauseReason
from webapp.domain.sending.routing import MarketingRoute, ProductPolicy
from webapp.extensions import db
from webapp.models import MessageTemplate, Recipient, SenderStatus

LITE, CLOUD = "marketing_messages", "messages"


def endpoints(simulator) -> Counter[str]:
    return Counter(row["endpoint"] for row in simulator.accepted())


def people(simulator) -> Counter[str]:
    return Counter(row["to"] for row in simulator.accepted())


def attempts() -> set[int]:
    return set(db.session.scalars(select(Recipient.attempts)))


def become(simulator, category: str) -> None:
    """Change the category of the template at WhatsApp; we are not informed."""
    simulator.post("templates", name="we_miss_you", language="en_US", category=category)


@pytest.fixture
def send_to(app, monkeypatch):
    """Send a batch to a small Cloud API; return the edges of the calls, by person."""

    def send(batch_id, category="MARKETING", **answers):
        components = select(MessageTemplate.components).filter_by(name="we_miss_you")
        node = {"id": "7", "name": "we_miss_you", "language": "en_US", "status": "APPROVED"}
        node |= {"category": category, "components": db.session.scalars(components).one()}

        def respond(call):
            if call.method == "GET":
                return web.json_response(node)
            return answers[call.edge]()

        with serving(respond) as (url, calls):
            monkeypatch.setitem(app.config, "WHATSAPP_API_URL", url)
            send_batch(batch_id)
        db.session.expire_all()
        return [call for call in calls if call.method == "POST"]

    return send


def by_person(calls) -> set[tuple[str, ...]]:
    """Return the different ways in which people's calls went."""
    edges: dict[str, list[str]] = {}
    for call in calls:
        edges.setdefault(call.body["to"], []).append(call.edge)
    return {tuple(way) for way in edges.values()}


def test_a_template_that_became_marketing_goes_by_its_endpoint(simulator, a_cut_campaign):
    campaign, [batch_id] = a_cut_campaign(60)
    campaign.message_template.category = "UTILITY"
    simulator.post("accounts", disable_marketing_messages_on_cloud_api=True)

    send_batch(batch_id)

    assert counts(campaign) == {"sent": 60}
    assert (endpoints(simulator), max(people(simulator).values())) == ({LITE: 60}, 1)
    assert attempts() == {1}
    assert campaign.message_template.category == "MARKETING"


@pytest.mark.parametrize("code", [100, 131055, 134100])
def test_a_template_that_became_utility_goes_by_the_cloud_api(simulator, a_cut_campaign, code):
    campaign, [batch_id] = a_cut_campaign(60)
    simulator.post("settings", not_marketing_code=code)
    become(simulator, "UTILITY")

    send_batch(batch_id)

    assert counts(campaign) == {"sent": 60}
    assert (endpoints(simulator), max(people(simulator).values())) == ({CLOUD: 60}, 1)
    assert attempts() == {1}
    assert campaign.message_template.category == "UTILITY"


def test_without_the_owners_terms_the_cloud_api_is_called(simulator, a_cut_campaign):
    campaign, [batch_id] = a_cut_campaign(20)
    state = {"marketing_messages_onboarding_status": "ELIGIBLE", "terms_status": "NOT_STARTED"}
    simulator.post("accounts", **state)
    simulator.post("settings", fallback_needs_terms=True)

    send_batch(batch_id)

    assert counts(campaign) == {"sent": 20}
    assert endpoints(simulator) == {CLOUD: 20}


def test_an_account_that_is_not_eligible_falls_back_where_it_may(a_cut_campaign, send_to):
    campaign, [batch_id] = a_cut_campaign(20)

    calls = send_to(batch_id, messages=accepted, marketing_messages=lambda: refused(134102, 500))

    assert counts(campaign) == {"sent": 20}
    assert by_person(calls) <= {(LITE, CLOUD), (CLOUD,)}


def test_an_account_that_is_not_eligible_stops_where_it_may_not(a_cut_campaign, send_to, sender):
    sender.product_policy = ProductPolicy.STRICT
    campaign, [batch_id] = a_cut_campaign(20)

    calls = send_to(batch_id, messages=accepted, marketing_messages=lambda: refused(134102, 500))

    assert by_person(calls) == {(LITE,)}
    assert (campaign.pause_reason, sender.status) == (PauseReason.SENDER, SenderStatus.STOPPED)
    assert (counts(campaign), attempts()) == ({"pending": 20}, {0})


def test_a_sender_that_always_uses_the_cloud_api_stops_where_it_is_closed(
    simulator, sender, a_cut_campaign
):
    sender.marketing_route = MarketingRoute.CLOUD_API
    simulator.post("accounts", disable_marketing_messages_on_cloud_api=True)
    campaign, [batch_id] = a_cut_campaign(20)

    send_batch(batch_id)

    db.session.expire_all()
    assert endpoints(simulator) == {}
    assert (counts(campaign), attempts()) == ({"pending": 20}, {0})
    assert sender.status == SenderStatus.STOPPED


def test_nobody_changes_endpoints_twice_and_people_wait(a_cut_campaign, send_to):
    campaign, [batch_id] = a_cut_campaign(20)

    calls = send_to(
        batch_id,
        messages=lambda: refused(131063),
        marketing_messages=lambda: refused(134100),
    )

    assert by_person(calls) <= {(LITE, CLOUD), (CLOUD,)}
    assert campaign.status == CampaignStatus.PAUSED
    assert (counts(campaign), attempts()) == ({"pending": 20}, {0})


@pytest.mark.parametrize(
    "no_answer",
    [
        lambda: web.Response(status=502, text="<html>Bad gateway</html>"),
        lambda: web.json_response({"code": 131063}, status=500),
        lambda: web.Response(status=200, text="?"),
    ],
)
def test_after_an_unknown_outcome_nobody_is_called_again(a_cut_campaign, send_to, no_answer):
    campaign, [batch_id] = a_cut_campaign(3)

    calls = send_to(batch_id, messages=accepted, marketing_messages=no_answer)

    assert by_person(calls) == {(LITE,)}
    assert counts(campaign) == {"unconfirmed": 3}


def test_a_wrong_value_is_a_wrong_value(a_cut_campaign, send_to):
    campaign, [batch_id] = a_cut_campaign(3)

    calls = send_to(batch_id, messages=accepted, marketing_messages=lambda: refused(100))

    assert by_person(calls) == {(LITE,)}
    assert counts(campaign) == {"failed": 3}


def test_the_category_is_read_once_in_a_batch(app, a_cut_campaign, monkeypatch):
    _, [batch_id] = a_cut_campaign(60)
    read = []

    def respond(call):
        if call.method == "GET":
            read.append(call)
            return web.json_response({"category": "UTILITY"})
        return accepted() if call.edge == CLOUD else refused(134100)

    with serving(respond) as (url, _):
        monkeypatch.setitem(app.config, "WHATSAPP_API_URL", url)
        send_batch(batch_id)

    assert len(read) == 1


def test_a_template_that_is_still_syncing_waits_ten_minutes(simulator, a_cut_campaign):
    campaign, [batch_id] = a_cut_campaign(60)
    simulator.post("templates", name="we_miss_you", language="en_US", syncing_s=600)

    send_batch(batch_id)

    assert campaign.status == CampaignStatus.ACTIVE
    assert (counts(campaign), attempts()) == ({"pending": 60}, {0})
    person = db.session.scalars(select(Recipient).limit(1)).one()
    at = datetime.fromisoformat(person.history[-1]["at"])
    assert timedelta(minutes=10) <= person.next_attempt_at - at <= timedelta(minutes=12.5)


def test_a_template_with_a_max_price_pauses_on_the_cloud_api(a_cut_campaign, send_to, sender):
    sender.marketing_route = MarketingRoute.CLOUD_API
    campaign, [batch_id] = a_cut_campaign(20)

    send_to(batch_id, messages=lambda: refused(131061))

    assert campaign.pause_reason == PauseReason.TEMPLATE
    assert (counts(campaign), attempts()) == ({"pending": 20}, {0})
